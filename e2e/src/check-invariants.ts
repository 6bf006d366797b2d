import type { LoggedMessage, RunningSimulator } from '@aicc-bridge/lms-simulator';
import type { DeliveryRow, TestLaunch, WatchedSeconds } from './test-launch.js';

/** The three ledgers: events sent, database, the LMS's own log. */
export interface Ledgers {
  readonly lmss: readonly RunningSimulator[];
  readonly rows: readonly {
    readonly launch: TestLaunch;
    readonly delivery: DeliveryRow;
    readonly log: readonly LoggedMessage[];
  }[];
  readonly watched: readonly WatchedSeconds[];
  /** learners whose LMS lied or whose final PutParam was lost on purpose: I5 does not speak of them */
  readonly timeExcused?: ReadonlySet<string>;
}

export interface Allowances {
  /** the fault still goes on, so launches may still be under way */
  readonly unsettled?: boolean;
}

const ORDER = ['not attempted', 'browsed', 'incomplete', 'failed', 'completed', 'passed'];

/**
 * What of reliability §4a does not hold, one sentence each:
 * I1 nothing lost: no launch is on its way for ever, and each that is not confirmed has a reason;
 * I2 no false "confirmed": the LMS's log has an `error=0` to a PutParam with the acknowledged state;
 * I3 at most one message in flight per sid;
 * I4 never backwards: status and score received per attempt of the LMS never fall, and nothing but refused tries comes after ExitAU;
 * I5 time once: the LMS never has more seconds than were watched, and has all of them when every session was closed.
 */
export function brokenInvariants(ledgers: Ledgers, allow: Allowances = {}): readonly string[] {
  return [
    ...(allow.unsettled === true ? [] : ledgers.rows.flatMap(lost)),
    ...ledgers.rows.flatMap(falselyConfirmed),
    ...ledgers.lmss.flatMap(({ lms, port }) =>
      lms.mostInFlight > 1 ? [`I3: ${lms.mostInFlight} messages at once on one sid of localhost:${port}`] : [],
    ),
    ...ledgers.lmss.flatMap((lms) => fallen(lms, ledgers.rows)),
    ...timeTwice(ledgers),
  ];
}

function lost({ launch, delivery }: Ledgers['rows'][number]): readonly string[] {
  const { outcome, waiting_for, rule_id, verdict } = delivery;
  const onItsWay = outcome === 'sending' || (outcome === 'waiting' && waiting_for === 'backoff');
  const reason = outcome === 'confirmed' || rule_id !== null || verdict !== null;
  if (!onItsWay && reason) return [];
  return [
    `I1: launch ${launch.launchId} of ${launch.username} ends as ${outcome} without ${onItsWay ? 'end' : 'reason'}`,
  ];
}

function falselyConfirmed({ launch, delivery, log }: Ledgers['rows'][number]): readonly string[] {
  const acknowledged = delivery.session['acknowledged'];
  if (delivery.outcome !== 'confirmed' || typeof acknowledged !== 'object' || acknowledged === null) return [];
  const { status, percent } = { status: null, percent: null, ...acknowledged };
  const seen = log.some((message) => {
    const sent = putParam(message);
    return sent?.accepted === true && sent.status === status && sent.score === percent;
  });
  return seen
    ? []
    : [`I2: ${launch.launchId} is confirmed with ${String(status)} ${String(percent)}, the LMS never said so`];
}

function fallen({ lms }: RunningSimulator, rows: Ledgers['rows']): readonly string[] {
  const reused = new Set(rows.map(({ launch }) => launch.sid).filter((sid, at, all) => all.indexOf(sid) !== at));
  const highest = new Map<string, { status: number; score: number }>();
  const exited = new Set<string>();
  const broken: string[] = [];
  for (const message of lms.log) {
    const session = lms.sessions.get(message.sid);
    if (!session) continue;
    const accepted = message.status === 200 && /^error=0\b/.test(message.answer);
    // A sid that came back with another launch is a session of its own.
    if (message.command === 'GetParam' && reused.has(message.sid)) exited.delete(message.sid);
    if (exited.has(message.sid) && accepted && message.command !== 'ExitAU')
      broken.push(`I4: ${message.command} was accepted after ExitAU on ${message.sid}`);
    if (message.command === 'ExitAU' && accepted) exited.add(message.sid);
    const sent = putParam(message);
    if (!sent) continue;
    const attempt = `${session.username}/${session.courseId}/${session.attempt}`;
    const before = highest.get(attempt) ?? { status: -1, score: -1 };
    const status = ORDER.indexOf(sent.status);
    if (status < before.status && !(status === ORDER.indexOf('completed') && before.status > status))
      broken.push(`I4: ${attempt} fell to ${sent.status}`);
    if (sent.score !== null && sent.score < before.score) broken.push(`I4: ${attempt} fell to score ${sent.score}`);
    highest.set(attempt, {
      status: Math.max(before.status, status),
      score: Math.max(before.score, sent.score ?? -1),
    });
  }
  return broken;
}

function timeTwice({ lmss, rows, watched, timeExcused }: Ledgers): readonly string[] {
  return lmss.flatMap(({ lms, port }) =>
    lms.gradebook().flatMap(({ username, timeSeconds }) => {
      const mine = rows.filter(({ launch }) => launch.username === username && launch.lms.port === port);
      const truth = mine.reduce(
        (sum, { launch }) => sum + secondsOf(watched.filter((one) => one.launch.launchId === launch.launchId)),
        0,
      );
      // Seconds of other hosts may have come along with a carry-over.
      const most = rows
        .filter(({ launch }) => launch.username === username)
        .reduce(
          (sum, { launch }) => sum + secondsOf(watched.filter((one) => one.launch.launchId === launch.launchId)),
          0,
        );
      if (timeExcused?.has(username) === true) return [];
      if (timeSeconds > most + 1)
        return [`I5: ${username} has ${timeSeconds} s at localhost:${port}, watched were ${most} s`];
      const allClosed = mine.length > 0 && mine.every(({ delivery }) => delivery.session['exit'] === 'acknowledged');
      const counts = mine.every(({ delivery }) => delivery.session['mode'] === 'normal');
      return allClosed && counts && timeSeconds < truth - 1
        ? [
            `I5: ${username} has only ${timeSeconds} of ${truth} s at localhost:${port}, though all sessions were closed`,
          ]
        : [];
    }),
  );
}

/** Measure of the union. */
function secondsOf(segments: readonly WatchedSeconds[]): number {
  let end = -Infinity;
  let sum = 0;
  for (const { from, to } of [...segments].sort((a, b) => a.from - b.from)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}

/** What a PutParam in the LMS's log said; null for other commands. */
export function putParam(message: LoggedMessage): {
  readonly status: string;
  readonly score: number | null;
  readonly time: string;
  readonly accepted: boolean;
} | null {
  if (message.command !== 'PutParam') return null;
  const data = new URLSearchParams(message.request).get('aicc_data') ?? '';
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(data)?.[1]?.trim() ?? '';
  const score = value('score');
  return {
    status: value('lesson_status').split(',')[0]?.trim() ?? '',
    score: score === '' ? null : Number(score),
    time: value('time'),
    accepted: message.status === 200 && /^error=0\b/m.test(message.answer),
  };
}
