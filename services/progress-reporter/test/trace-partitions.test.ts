import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '@aicc-bridge/platform';
import { TracePartitions } from '../src/trace/trace-partitions.worker.js';
import { openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const DAY_MS = 86_400_000;

let db: ReporterDatabase;
beforeAll(async () => void (db = await openReporterDatabase()));
afterAll(() => db.close());

function copyOn(day: Date): TracePartitions {
  return new TracePartitions(db.dataSource, { now: () => day }, createLog('progress-reporter', 'error'));
}

async function partitions(): Promise<readonly string[]> {
  const rows = await db.dataSource.query<{ name: string }[]>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'exchanges'::regclass and c.relname <> 'exchanges_default' order by 1`,
  );
  return rows.map(({ name }) => name);
}

test('copies that start at the same moment agree on the partitions of the days', async () => {
  const first = Date.parse('2031-03-01T12:00:00Z');
  for (let days = 0; days < 40; days += 2) {
    const copies = Array.from({ length: 4 }, () => copyOn(new Date(first + days * DAY_MS)));
    await Promise.all(copies.map((copy) => copy.tend()));
  }
  // Made ahead to 9 April, 39 days after the first; older than 30 days before 8 April are gone.
  const names = await partitions();
  expect([names[0], names.at(-1), names.length]).toEqual(['exchanges_20310309', 'exchanges_20310409', 32]);
});
