import { Pool } from 'undici';
import type { BenchOptions, Measurement } from './bench.js';
import { Child } from './child.js';

interface Ready {
  readonly port: number;
  readonly groundPort: number;
  readonly path: string;
  readonly username: string;
  readonly password: string;
}

const AT_ONCE = 32;
const STEADY_PER_SECOND = 200;
const HACP = encodeURIComponent('https://lms.example.org/hacp?x=1');

/**
 * Launches of a learner who is signed in already, end to end: parse, check, store, event. Ours and the ground line take turns in the same
 * run; each round has its own warm-up. Then 200 a second, whatever the answers do.
 */
export async function run({ quick, say }: BenchOptions): Promise<readonly Measurement[]> {
  const service = await Child.start<Ready>('./launch-service.js');
  const { port, groundPort, path } = service.ready;
  const ours = new Pool(`http://127.0.0.1:${port}`, { connections: AT_ONCE });
  const ground = new Pool(`http://127.0.0.1:${groundPort}`, { connections: AT_ONCE });
  try {
    const cookie = await signedIn(service.ready);
    const each = quick ? 1_000 : 6_000;
    const rounds: { ours: number; ground: number }[] = [];
    await perSecond(ours, path, cookie, each, '/learn/c/');
    await perSecond(ground, path, cookie, each, '/learn');
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const one = {
        ground: await perSecond(ground, path, cookie, each, '/learn'),
        ours: await perSecond(ours, path, cookie, each, '/learn/c/'),
      };
      say(`round ${round + 1}: ours ${Math.round(one.ours)}/s, ground ${Math.round(one.ground)}/s`);
      rounds.push(one);
    }
    const middle = rounds.toSorted((a, b) => a.ours / a.ground - b.ours / b.ground)[Math.floor(rounds.length / 2)];
    const ratio = middle === undefined ? 0 : middle.ours / middle.ground;
    say(`${STEADY_PER_SECOND} a second`);
    const took = (await steady(ours, path, cookie, quick ? 2 : 20)).toSorted((a, b) => a - b);
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
        details: { atOnce: AT_ONCE, ...counts },
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
async function launch(pool: Pool, path: string, cookie: string, leadsTo: string): Promise<void> {
  sid += 1;
  const { statusCode, headers, body } = await pool.request({
    method: 'GET',
    path: `${path}?aicc_sid=bench${sid}&aicc_url=${HACP}`,
    headers: { cookie },
  });
  await body.dump();
  if (statusCode !== 303 || !String(headers['location']).startsWith(leadsTo))
    throw new Error(`a launch was answered ${statusCode} ${String(headers['location'])}`);
}

async function perSecond(pool: Pool, path: string, cookie: string, count: number, leadsTo: string): Promise<number> {
  let left = count;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await launch(pool, path, cookie, leadsTo);
      }
    }),
  );
  return (1_000 * count) / (performance.now() - begun);
}

/** Latency counts from the moment a launch was due, so a stall is not hidden (no coordinated omission). */
async function steady(pool: Pool, path: string, cookie: string, seconds: number): Promise<readonly number[]> {
  const took: number[] = [];
  const waiting: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; n < seconds * STEADY_PER_SECOND; n += 1) {
    const due = begun + (n * 1_000) / STEADY_PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    waiting.push(
      launch(pool, path, cookie, '/learn/c/').then(() => {
        took.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(waiting);
  return took;
}

/** The cookies of a browser in which the learner has signed in once. */
async function signedIn({ port, path, username, password }: Ready): Promise<string> {
  const url = `http://127.0.0.1:${port}`;
  const arrived = await fetch(`${url}${path}?aicc_sid=first&aicc_url=${HACP}`, { redirect: 'manual' });
  const browser = cookiesOf(arrived);
  const answered = await fetch(new URL(arrived.headers.get('location') ?? '', url), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: browser },
    body: new URLSearchParams({ username, password }),
  });
  if (answered.status !== 303) throw new Error(`sign-in was answered ${answered.status}`);
  return `${browser}; ${cookiesOf(answered)}`;
}

function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
