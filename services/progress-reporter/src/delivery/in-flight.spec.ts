import { expect, test } from '@jest/globals';
import { InFlight } from './in-flight.js';

const nothing = (): void => undefined;

test('what waits for LMSs leaves room for more; what waits for ourselves does not', () => {
  const inFlight = new InFlight({ most: 10, mostOurs: 3 });
  const flights = Array.from({ length: 3 }, () => inFlight.begin(nothing));
  expect(inFlight.room).toBe(0);
  for (const flight of flights) flight.leave();
  expect(inFlight.room).toBe(3);
  flights[0]?.back();
  expect(inFlight.room).toBe(2);
  flights[0]?.land();
  expect(inFlight.room).toBe(3);
});

test('however many wait for LMSs, there are never more than the limit', () => {
  const inFlight = new InFlight({ most: 4, mostOurs: 3 });
  for (let n = 0; n < 4; n += 1) inFlight.begin(nothing).leave();
  expect(inFlight.room).toBe(0);
});

test('the host’s slot is given back once, also by a delivery that never went to the LMS', () => {
  const inFlight = new InFlight({ most: 4, mostOurs: 4 });
  let left = 0;
  const count = (): void => void (left += 1);
  const sent = inFlight.begin(count);
  sent.leave();
  sent.back();
  sent.back();
  sent.land();
  sent.land();
  expect(left).toBe(1);
  const broken = inFlight.begin(count);
  broken.leave();
  broken.land();
  inFlight.begin(count).land();
  expect(left).toBe(3);
  expect(inFlight.room).toBe(4);
});

test('who waits for room is told once for all that land together, and only if there is some', async () => {
  const inFlight = new InFlight({ most: 9, mostOurs: 3 });
  const flights = Array.from({ length: 4 }, () => inFlight.begin(nothing));
  const roomWhenTold = inFlight.hasRoom().then(() => inFlight.room);
  flights[0]?.land();
  await new Promise((resolve) => setImmediate(resolve));
  flights[1]?.land();
  flights[2]?.land();
  expect(await roomWhenTold).toBe(2);
  const all = inFlight.allLanded();
  flights[3]?.land();
  await all;
  await inFlight.hasRoom();
  expect(inFlight.room).toBe(3);
});
