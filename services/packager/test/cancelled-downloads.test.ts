import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@aicc-bridge/testing';
import { openPackager, type PackagerUnderTest, TENANT } from './packager-under-test.js';

let packager: PackagerUnderTest;
const library = `/api/packages/tenants/${TENANT}/library`;
beforeAll(async () => {
  packager = await openPackager();
  // Of many megabytes, so that no buffer on the way can take the whole of it.
  const description = Array.from({ length: 400 }, (_, at) => (at * 7_919).toString(36)).join(' ');
  for (let from = 0; from < 3_000; from += 1_000)
    await packager.put(
      ...Array.from({ length: 1_000 }, (_, at) => ({
        courseId: `c-${from + at}`,
        description: `${from + at} ${description}`,
      })),
    );
}, 120_000);
afterAll(() => packager.close());

interface Held {
  readonly descriptors: number;
  readonly timers: number;
  readonly sockets: number;
  readonly fileRequests: number;
  readonly busyClients: number;
}

/** What the service, which runs in this process, holds at the moment. */
async function held(): Promise<Held> {
  const resources = process.getActiveResourcesInfo();
  const count = (kind: string): number => resources.filter((one) => one === kind).length;
  const rows = await packager.dataSource.query<{ n: number }[]>(
    `select count(*)::int as n from pg_stat_activity where application_name = 'packager' and datname = current_database() and state <> 'idle'`,
  );
  return {
    descriptors: (await readdir('/proc/self/fd')).length,
    timers: count('Timeout'),
    sockets: count('TCPSocketWrap'),
    fileRequests: count('FSReqPromise'),
    busyClients: rows[0]?.n ?? 0,
  };
}

/** Asks for the whole library, takes a little of it, and goes away without a word. */
function takeAndGo(bytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const { authorization = '' } = packager.headersOf('anna');
    const socket = connect(packager.port, '127.0.0.1');
    let taken = 0;
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      taken += chunk.length;
      if (taken < bytes) return;
      socket.removeAllListeners('error').on('error', () => undefined);
      socket.resetAndDestroy();
      resolve();
    });
    socket.write(`GET ${library} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`);
  });
}

test('a client that goes away in the middle of the library frees everything: descriptors, timers, sockets, file reads, database clients', async () => {
  const whole = Number((await packager.fetch(library, { method: 'HEAD' })).headers.get('content-length'));
  expect(whole).toBeGreaterThan(4_000_000);
  // What a first round opens for good (the pool, the cache's folder) is no leak.
  await Promise.all(Array.from({ length: 12 }, () => takeAndGo(100_000)));
  const settledDown = async (): Promise<Held | null> => {
    const now = await held();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const later = await held();
    return JSON.stringify(now) === JSON.stringify(later) && later.busyClients === 0 ? later : null;
  };
  const before = await until(settledDown, { what: 'the service to come to rest', timeoutMs: 30_000 });
  for (let round = 0; round < 3; round += 1)
    await Promise.all(Array.from({ length: 12 }, (_, n) => takeAndGo(1_000 + n * 200_000)));
  const backAgain = async (): Promise<boolean> => {
    const now = await held();
    return (Object.keys(before) as (keyof Held)[]).every((name) => now[name] <= before[name]);
  };
  await until(backAgain, { what: `it to hold no more than before, ${JSON.stringify(before)}`, timeoutMs: 30_000 });
}, 120_000);
