import { expect, test } from '@jest/globals';
import { whileSettling } from './while-settling.js';

const notLeader = (retriable: boolean): Error =>
  Object.assign(new Error('This server is not the leader for that topic-partition'), { retriable });

test('a question to a cluster that is still electing leaders is asked again until it is answered', async () => {
  let asked = 0;
  const answer = await whileSettling(async () => {
    asked += 1;
    if (asked < 3) throw notLeader(true);
    return 'offsets';
  });
  expect({ answer, asked }).toEqual({ answer: 'offsets', asked: 3 });
});

test('an error that no waiting heals comes out at once', async () => {
  let asked = 0;
  const question = async (): Promise<never> => {
    asked += 1;
    throw notLeader(false);
  };
  await expect(whileSettling(question)).rejects.toThrow('not the leader');
  expect(asked).toBe(1);
});

test('a cluster that never settles is given up after the limit', async () => {
  await expect(whileSettling(async () => Promise.reject(notLeader(true)), 150)).rejects.toThrow('not the leader');
});
