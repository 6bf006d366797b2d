import { Pool } from 'undici';
import type { BenchOptions, Measurement } from './bench.js';
import { Child } from './child.js';

interface Ready {
  readonly port: number;
  readonly groundPort: number;
  readonly path: string;
  readonly usernames: readonly string[];
  readonly password: string;
}

/** Where the ground line has levelled off: it does the same with 32, 64 and 96 (ADR 0054). */
const AT_ONCE = 64;
const STEADY_PER_SECOND = 200;
const HACP = encodeURIComponent('https://lms.example.org/hacp?x=1');

/**
 * Launches of learners who are signed in already, end to end: parse, check, store, event. Ours and the ground line take turns in the same
 * run; each round has its own warm-up. Then 200 a second, whatever the answers do.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const service = await Child.start<Ready>('./launch-service.js');
  const { port, groundPort, path } = service.ready;
  const ours = new Pool(`http://127.0.0.1:${port}`, { connections: AT_ONCE });
  const ground = new Pool(`http://127.0.0.1:${groundPort}`, { connections: AT_ONCE });
  try {
    const cookies = await signedIn(service.ready);
    const each = quick ? 1_000 : 6_000;
    const rounds: { ours: number; ground: number }[] = [];
    // On a machine that is busy with other things the clock says little; processor time says what the work costs.
    const costing = async (pool: Pool, leadsTo: string): Promise<{ rate: number; micros: number }> => {
      const before = await service.ask<number>('cpu');
      const rate = await perSecond(pool, path, cookies, each, leadsTo);
      return { rate, micros: Math.round(((await service.ask<number>('cpu')) - before) / each) };
    };
    let micros = { ours: 0, ground: 0 };
    await perSecond(ours, path, cookies, each, '/learn/c/');
    await perSecond(ground, path, cookies, each, '/learn');
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const line = await costing(ground, '/learn');
      const mine = await costing(ours, '/learn/c/');
      const one = { ground: line.rate, ours: mine.rate };
      micros = { ours: mine.micros, ground: line.micros };
      say(`round ${round + 1}: ours ${Math.round(one.ours)}/s, ground ${Math.round(one.ground)}/s`);
      rounds.push(one);
    }
    const middle = rounds.toSorted((a, b) => a.ours / a.ground - b.ours / b.ground)[Math.floor(rounds.length / 2)];
    const ratio = middle === undefined ? 0 : middle.ours / middle.ground;
    say(`${STEADY_PER_SECOND} a second`);
    const took = (await steady(ours, path, cookies, quick ? 2 : 20)).toSorted((a, b) => a - b);
    const p99 = took[Math.floor(took.length * 0.99)] ?? Number.NaN;
    const [counts] = await service.ask<readonly Record<string, number>[]>('counts');
    const rssMB = (await service.ask<number>('rss')) / 1_048_576;
    return [
      {
        name: 'launch accepted',
        ours: middle?.ours ?? 0,
        ground: middle?.ground ?? 0,
        ratio,
        unit: 'launches/s',
        rssMB,
        goal: { text: '≥ 0.50', met: ratio >= 0.5 },
        details: { atOnce: AT_ONCE, ...counts, cpuMicros: micros.ours, groundCpuMicros: micros.ground },
      },
      {
        name: `launch at ${STEADY_PER_SECOND}/s`,
        ours: p99,
        ground: null,
        ratio: null,
        unit: 'ms p99',
        rssMB,
        goal: { text: '< 50', met: p99 < 50 },
        details: { p50: Math.round((took[Math.floor(took.length / 2)] ?? 0) * 10) / 10, launches: took.length },
      },
    ];
  } finally {
    await Promise.all([ours.close(), ground.close()]);
    await service.stop();
  }
}

let sid = 0;
async function launch(pool: Pool, path: string, cookies: readonly string[], leadsTo: string): Promise<void> {
  sid += 1;
  const { statusCode, headers, body } = await pool.request({
    method: 'GET',
    path: `${path}?aicc_sid=bench${sid}&aicc_url=${HACP}`,
    headers: { cookie: cookies[sid % cookies.length] },
  });
  await body.dump();
  if (statusCode !== 303 || !String(headers['location']).startsWith(leadsTo))
    throw new Error(`a launch was answered ${statusCode} ${String(headers['location'])}`);
}

async function perSecond(
  pool: Pool,
  path: string,
  cookies: readonly string[],
  count: number,
  leadsTo: string,
): Promise<number> {
  let left = count;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await launch(pool, path, cookies, leadsTo);
      }
    }),
  );
  return (1_000 * count) / (performance.now() - begun);
}

/** Latency counts from the moment a launch was due, so a stall is not hidden (no coordinated omission). */
async function steady(
  pool: Pool,
  path: string,
  cookies: readonly string[],
  seconds: number,
): Promise<readonly number[]> {
  const took: number[] = [];
  const waiting: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; n < seconds * STEADY_PER_SECOND; n += 1) {
    const due = begun + (n * 1_000) / STEADY_PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    waiting.push(
      launch(pool, path, cookies, '/learn/c/').then(() => {
        took.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(waiting);
  return took;
}

/** The cookies of the browsers in which the learners have signed in once. */
async function signedIn({ port, path, usernames, password }: Ready): Promise<readonly string[]> {
  const url = `http://127.0.0.1:${port}`;
  const cookies: string[] = [];
  for (const username of usernames) {
    const arrived = await fetch(`${url}${path}?aicc_sid=${username}&aicc_url=${HACP}`, { redirect: 'manual' });
    const browser = cookiesOf(arrived);
    const answered = await fetch(new URL(arrived.headers.get('location') ?? '', url), {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: browser },
      body: new URLSearchParams({ username, password }),
    });
    if (answered.status !== 303) throw new Error(`sign-in was answered ${answered.status}`);
    cookies.push(`${browser}; ${cookiesOf(answered)}`);
  }
  return cookies;
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
