import { beforeEach, expect, test } from '@jest/globals';

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly startedAt: Date;
  readonly endedAt: Date;
}
interface PlayersWatching {
  standsAt(at: number): void;
  looksAway(): void;
  reaches(at: number, speed: number): void;
  report(): void;
}

let segments: Segment[];
let nowMs: number;
let watching: PlayersWatching;

beforeEach(async () => {
  segments = [];
  nowMs = 0;
  const path = '../../assets/watching.js';
  const { Watching } = (await import(path)) as {
    Watching: new (onSegment: (segment: Segment) => void, clock: () => number) => PlayersWatching;
  };
  watching = new Watching(
    (segment) => segments.push(segment),
    () => nowMs,
  );
});

/** The clock goes on, and the page learns of a place. */
function reaches(at: number, afterMs: number, speed = 1): void {
  nowMs += afterMs;
  watching.reaches(at, speed);
}

const fromTo = () => segments.map(({ from, to }) => [from, to]);

test('what plays is one segment, from the place where the video stood', () => {
  watching.standsAt(12);
  reaches(12.4, 600_000);
  reaches(12.65, 250);
  watching.report();
  expect(fromTo()).toEqual([[12, 12.65]]);
});

test('the times are those at which it played, not those at which it stood', () => {
  watching.standsAt(0);
  reaches(2, 600_000, 2);
  watching.report();
  const [segment] = segments;
  expect(Number(segment?.endedAt) - Number(segment?.startedAt)).toBeCloseTo(1_000, -1);
});

test('a page that learns of the time late loses nothing', () => {
  watching.standsAt(0);
  reaches(0.2, 200);
  reaches(40.2, 5_000, 8);
  watching.report();
  expect(fromTo()).toEqual([[0, 40.2]]);
});

test('a report in the middle loses nothing', () => {
  watching.standsAt(0);
  reaches(5, 5_000);
  watching.report();
  reaches(6, 1_000);
  watching.report();
  expect(fromTo()).toEqual([
    [0, 5],
    [5, 6],
  ]);
});

test('what the clock does not allow was a jump, forwards or backwards', () => {
  watching.standsAt(0);
  reaches(1, 1_000);
  reaches(20, 1_000);
  reaches(21, 1_000);
  reaches(3, 1_000);
  reaches(4, 1_000);
  watching.report();
  expect(fromTo()).toEqual([
    [0, 1],
    [20, 21],
    [3, 4],
  ]);
});

test('what plays while nobody watches does not count', () => {
  watching.standsAt(0);
  reaches(1, 1_000);
  watching.looksAway();
  reaches(9, 8_000);
  reaches(10, 1_000);
  watching.report();
  expect(fromTo()).toEqual([
    [0, 1],
    [9, 10],
  ]);
});

test('nothing played, nothing reported', () => {
  watching.standsAt(3);
  reaches(3, 5_000);
  watching.standsAt(3);
  watching.report();
  expect(segments).toEqual([]);
});
