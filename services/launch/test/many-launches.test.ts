import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Keyring, newId } from '@aicc-bridge/platform';
import { until } from '@aicc-bridge/testing';
import pg from 'pg';
import { HACP, KEY, type Launch, PASSWORD, startLaunch, TENANT } from './launch-under-test.js';
import { formAction, hiddenOf, TestBrowser } from './test-browser.js';

/** Launches of somebody who is signed in already: they are opened together, as they come (ADR 0043). */
let launch: Launch;
let ada: TestBrowser;
const good = (sid: string): string =>
  `/aicc/launch/${KEY}/ladders?aicc_sid=${sid}&aicc_url=${encodeURIComponent(HACP)}`;

beforeAll(async () => {
  launch = await startLaunch();
  ada = new TestBrowser(launch.url);
  await ada.signIn(good('first'), 'ada', PASSWORD);
}, 60_000);
afterAll(() => launch?.close());

/** @returns the launch that the browser is sent to */
async function open(sid: string): Promise<string> {
  const answer = await ada.raw('GET', good(sid), {}, null);
  await answer.arrayBuffer();
  return /^\/learn\/c\/([^?]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? `answered ${answer.status}`;
}
const openAtOnce = (sids: readonly string[]): Promise<string[]> => Promise.all(sids.map((sid) => open(sid)));
const started = async (): ReturnType<Launch['told']> =>
  (await launch.told('launch.sessions.v1')).filter(({ type }) => type === 'launch.started');

const keyring = Keyring.parse(`k1:${Buffer.alloc(32, 7).toString('base64url')}`);
const unsealed = (data: Record<string, unknown>): { aiccSid: string; aiccUrl: string } => ({
  aiccSid: keyring.unseal(String(data['aiccSidSealed']), `${String(data['launchId'])}/aicc_sid`),
  aiccUrl: keyring.unseal(String(data['aiccUrlSealed']), `${String(data['launchId'])}/aicc_url`),
});
const PERSON = 'select person_id from people where username = $1';

test('thirty at once are thirty launches, each told once; a sid that comes twice among them is one', async () => {
  const before = (await started()).length;
  const sids = Array.from({ length: 30 }, (_, n) => `at-once-${n}`);
  const ids = await openAtOnce([...sids, 'at-once-7', 'at-once-7']);
  expect(new Set(ids).size).toBe(30);
  expect([ids[30], ids[31]]).toEqual([ids[7], ids[7]]);
  await until(async () => (await started()).length === before + 30, { what: 'thirty launches to be told' });
});

test('what a launch reads does not grow with the launches that there are, even if plans were made on empty tables', async () => {
  const admin = new pg.Client({ connectionString: launch.database.adminUrl });
  await admin.connect();
  try {
    const read = async (): Promise<number> => {
      const { rows } = await admin.query<{ read: string }>(
        `select coalesce(sum(seq_tup_read + idx_tup_fetch), 0) as read from pg_stat_user_tables where schemaname = 'launch' and relname = 'launches'`,
      );
      return Number(rows[0]?.read);
    };
    const opened = 240;
    const before = await read();
    for (let n = 0; n < opened; n += 8) await openAtOnce(Array.from({ length: 8 }, (_, k) => `many-${n + k}`));
    // A connection tells its counters with its next statement after a second: the inserts' own are there by then.
    await until(
      async () => {
        await Promise.all(Array.from({ length: 10 }, () => launch.dataSource.query('select 1')));
        const { rows } = await admin.query<{ n: string }>(
          `select n_tup_ins as n from pg_stat_user_tables where schemaname = 'launch' and relname = 'launches'`,
        );
        return Number(rows[0]?.n) > opened;
      },
      { what: 'the numbers to settle', timeoutMs: 30_000 },
    );
    expect((await read()) - before).toBeLessThan(opened * 10);
  } finally {
    await admin.end();
  }
});

describe('the session is looked up where the launch is opened', () => {
  test('among launches that come together, one whose session is over waits for its sign-in; the others open', async () => {
    const ben = new TestBrowser(launch.url);
    await ben.signIn(good('of-ben'), 'ben', PASSWORD);
    await launch.dataSource.query(`update sessions set revoked_at = now() where person_id = (${PERSON})`, ['ben']);
    const before = (await started()).length;
    const [his, ...hers] = await Promise.all([
      ben.raw('GET', good('over'), {}, null),
      ...['together-1', 'together-2', 'together-3'].map((sid) => open(sid)),
    ]);
    expect(his?.headers.get('location')).toMatch(/^\/learn\/l\//);
    expect(new Set(hers).size).toBe(3);
    await until(async () => (await started()).length === before + 3, { what: 'three launches to be told' });
    expect(await launch.rows(`select 1 from launches where learner_id = (${PERSON})`, ['ben'])).toHaveLength(1);
    await ben.signIn(good('over'), 'ben', PASSWORD);
    await until(async () => (await started()).length === before + 4, { what: 'the fourth after its sign-in' });
  });

  test('it is told with what was sealed on arrival; "sign in as someone else" is another launch, sealed for that', async () => {
    const page = await ada.get(good('sealed'));
    const first = await toldOf('sealed', 'ada');
    const [kept] = await launch.rows('select * from pending_launches where sealed_for = $1', [first['launchId']]);
    expect(first).toMatchObject({ aiccSidSealed: kept?.['aicc_sid_sealed'], aiccUrlSealed: kept?.['aicc_url_sealed'] });
    const ask = await ada.post(formAction(page.html, 'another') ?? '', hiddenOf(page.html));
    await ada.post(formAction(ask.html, 'password') ?? '', {
      ...hiddenOf(ask.html),
      username: 'ben',
      password: PASSWORD,
    });
    expect(await toldOf('sealed', 'ben')).not.toMatchObject({ aiccSidSealed: first['aiccSidSealed'] });
  });

  async function toldOf(sid: string, username: string): Promise<Record<string, unknown>> {
    const [person] = await launch.rows(PERSON, [username]);
    const find = async (): Promise<Record<string, unknown> | undefined> =>
      (await started())
        .filter(({ data }) => data['learnerId'] === person?.['person_id'])
        .find(({ data }) => unsealed(data).aiccSid === sid)?.data;
    await until(async () => (await find()) !== undefined, { what: `the launch of ${username} to be told` });
    return (await find()) ?? {};
  }
});

describe('beside a service of the version before', () => {
  test('a launch that it keeps is opened after the sign-in, though it is sealed for the handle', async () => {
    const cyd = new TestBrowser(launch.url);
    await launch.person('cyd');
    const page = await cyd.get(good('kept-before'));
    const [kept] = await launch.rows('select * from pending_launches order by expires_at desc limit 1');
    const digest = String(kept?.['handle_digest']);
    const sealed = [keyring.seal(HACP, `${digest}/aicc_url`), keyring.seal('kept-before', `${digest}/aicc_sid`)];
    await launch.dataSource.query(
      'update pending_launches set sealed_for = null, aicc_url_sealed = $2, aicc_sid_sealed = $3 where handle_digest = $1',
      [digest, ...sealed],
    );
    const before = (await started()).length;
    await cyd.post(formAction(page.html, 'password') ?? '', {
      ...hiddenOf(page.html),
      username: 'cyd',
      password: PASSWORD,
    });
    await until(async () => (await started()).length === before + 1, { what: 'the launch to be told' });
    expect(unsealed((await started()).at(-1)?.data ?? {})).toEqual({ aiccSid: 'kept-before', aiccUrl: HACP });
  });

  test('what it asks of the database, with its event packed and no session, is done as before', async () => {
    const [person] = await launch.rows(PERSON, ['ada']);
    const launchId = newId();
    const event = {
      topic: 'launch.sessions.v1',
      key: launchId,
      headers: {},
      value: Buffer.from('{}').toString('base64'),
    };
    const item = {
      launch_id: launchId,
      learner_id: person?.['person_id'],
      at: new Date(),
      open_until: new Date(),
      event,
    };
    const launched = {
      handle_digest: launchId,
      tenant_id: TENANT,
      course_id: 'ladders',
      launch_key: KEY,
      device: 'desktop',
    };
    const stays = new Error('nothing of it stays');
    const asked = launch.dataSource.transaction(async (tx) => {
      const rows: unknown = await tx.query('select * from open_launches($1)', [
        JSON.stringify([{ ...item, ...launched }]),
      ]);
      expect(rows).toEqual([{ asked: launchId, opened: launchId }]);
      const told: unknown = await tx.query(`select convert_from(value, 'UTF8') as value from outbox where key = $1`, [
        launchId,
      ]);
      expect(told).toEqual([{ value: '{}' }]);
      throw stays;
    });
    await expect(asked).rejects.toBe(stays);
  });
});
