import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgresError, isReachableByOthers, startEmbeddedPostgres } from '../src/index.js';

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'aicc-bridge-pg-'));
  await chmod(dataDir, 0o755);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function one(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

test('what was stored is there after a restart, and a server that outlived its Node is taken over', async () => {
  const first = await startEmbeddedPostgres({ dataDir, port: 0, fsync: false });
  await one(first.adminUrl, 'create table kept as select 42 as answer');
  const adopted = await startEmbeddedPostgres({ dataDir, port: 0, fsync: false });
  expect(adopted).toMatchObject({ adopted: true, port: first.port });
  await adopted.stop();

  const again = await startEmbeddedPostgres({ dataDir, port: 0, fsync: false });
  expect(again.adopted).toBe(false);
  expect(await one(again.adminUrl, 'select answer from kept')).toBe(42);
  await again.stop();
}, 60_000);

test('a damaged data folder gives one line that says what to do', async () => {
  const server = await startEmbeddedPostgres({ dataDir, port: 0, fsync: false });
  await server.stop();
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9.4\n');
  const start = startEmbeddedPostgres({ dataDir, port: 0, fsync: false });
  await expect(start).rejects.toThrow(EmbeddedPostgresError);
  await expect(start).rejects.toThrow(/^PostgreSQL did not start [^\n]*DATA_DIR[^\n]*$/);
}, 60_000);

test('a folder below a closed one is not reachable by others', async () => {
  const below = join(dataDir, 'closed', 'below');
  await mkdir(below, { recursive: true });
  expect(await isReachableByOthers(below)).toBe(true);
  await chmod(join(dataDir, 'closed'), 0o700);
  expect(await isReachableByOthers(below)).toBe(false);
});
