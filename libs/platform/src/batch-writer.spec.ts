import { expect, test } from '@jest/globals';
import { type BatchLimits, BatchWriter } from './batch-writer.js';

/** Writes that end when the test says so. */
function heldWriter(limits: BatchLimits) {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const writer = new BatchWriter<number, string>((items) => {
    batches.push([...items]);
    return new Promise((resolve) => ends.push(() => resolve(items.map((item) => `wrote ${item}`))));
  }, limits);
  return { writer, batches, endOne: () => ends.shift()?.() };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('items that come together are written together, those that come meanwhile make up the next batch', async () => {
  const { writer, batches, endOne } = heldWriter({ parallel: 1, size: 100 });
  const first = [writer.add(1), writer.add(2)];
  await turn();
  void writer.add(3);
  void writer.add(4);
  await turn();
  expect(batches).toEqual([[1, 2]]);
  endOne();
  await Promise.all(first);
  await turn();
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('an item waits for its own batch only', async () => {
  const { writer, endOne } = heldWriter({ parallel: 1, size: 1 });
  const first = writer.add(1);
  void writer.add(2);
  await turn();
  endOne();
  expect(await first).toBe('wrote 1');
});

test('a write that fails fails its own items, and the next ones are written', async () => {
  const writer = new BatchWriter<number, number>(
    async (items) => {
      if (items.includes(1)) throw new Error('the database is away');
      return items;
    },
    { parallel: 1, size: 1 },
  );
  const [first, second] = [writer.add(1), writer.add(2)];
  await expect(first).rejects.toThrow('away');
  expect(await second).toBe(2);
});

test('so many writes run at once, each with so many items', async () => {
  const { writer, batches } = heldWriter({ parallel: 2, size: 2 });
  for (let n = 1; n <= 5; n += 1) void writer.add(n);
  await turn();
  await turn();
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('with a time to gather, an item waits for others until there are enough for a write', async () => {
  const { writer, batches } = heldWriter({ parallel: 2, size: 2, gatherMs: 60_000 });
  void writer.add(1);
  await turn();
  expect(batches).toEqual([]);
  void writer.add(2);
  await turn();
  expect(batches).toEqual([[1, 2]]);
});

test('and no longer than that time', async () => {
  const writer = new BatchWriter<number, number>(async (items) => items, { parallel: 1, size: 100, gatherMs: 1 });
  expect(await Promise.all([writer.add(1), writer.add(2)])).toEqual([1, 2]);
});

test('it is drained when the last write has ended', async () => {
  const { writer, endOne } = heldWriter({ parallel: 1, size: 10 });
  let drained = false;
  void writer.add(1);
  await turn();
  const end = writer.drained().then(() => (drained = true));
  await turn();
  expect(drained).toBe(false);
  endOne();
  await end;
});
