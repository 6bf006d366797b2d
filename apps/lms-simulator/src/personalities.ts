import { answerHacp, type HacpReply, LOST } from './hacp.js';
import type { Lms, Session, Track } from './lms.js';
import { addToTotal } from './moodle-time.js';
import { readAiccData } from './read-aicc-data.js';

export interface QuirkMessage {
  readonly lms: Lms;
  /** null: nothing that the LMS can use */
  readonly fields: ReadonlyMap<string, string> | null;
  /** lower case */
  readonly command: string;
  readonly sid: string;
  /** null: unknown or expired */
  readonly session: Session | null;
}

export interface QuirkReply extends HacpReply {
  readonly headers?: Readonly<Record<string, string>>;
  /** never answered */
  readonly hang?: true;
}

/** What a make of LMS does otherwise than the recorded Moodle; made anew whenever the personality is set. */
export type Quirk = (message: QuirkMessage, normal: (store?: boolean) => HacpReply) => QuirkReply;

const REFUSED: HacpReply = { status: 200, body: 'error=1\r\nerror_text=Invalid Command\r\n' };
const QUICK_MS = 300;
const SHORT_LIFE_MS = 8 * 60_000;
const FLOOD = { messages: 5, withinMs: 60_000 };

/** By name: `moodle` is the recorded one, each of the others punishes what some LMS punishes. */
export const PERSONALITIES: Readonly<Record<string, () => Quirk>> = {
  moodle: () => (_message, normal) => normal(),
  'hacp-off': () => () => ({ status: 303, body: '', headers: { location: '/login' } }),
  'server-error': () => () => ({
    status: 503,
    body: '<html><body>The site is undergoing maintenance.</body></html>',
    headers: { 'retry-after': '2' },
  }),
  hang: () => () => ({ status: 0, body: '', hang: true }),
  'stores-nothing': () => (_message, normal) => normal(false),
  /** SuccessFactors: each time that comes is added */
  'adds-time': () => afterPutParam(addTime),
  /** the time of a session is its last value, at once; the session ends by itself with the completion */
  'ends-at-completion': () => {
    const totals = new Map<string, string | null>();
    return afterPutParam((track, session) => {
      if (!totals.has(session.sid)) totals.set(session.sid, track.totalTime);
      if (session.time !== null) track.totalTime = addToTotal(totals.get(session.sid) ?? null, session.time);
      session.time = null;
      endIfDone(track, session);
    });
  },
  /** adds each time, and the session ends by itself with the completion */
  'adds-time-ends-at-completion': () =>
    afterPutParam((track, session) => {
      addTime(track, session);
      endIfDone(track, session);
    }),
  /** Saba: of two messages in quick succession the second is lost, though it is answered */
  'needs-gap': () => {
    const lastAt = new Map<string, number>();
    return ({ lms, sid }, normal) => {
      const now = lms.now();
      const quick = now - (lastAt.get(sid) ?? -Infinity) < QUICK_MS;
      lastAt.set(sid, now);
      return normal(!quick);
    };
  },
  /** too many messages in a minute end the session */
  'flood-guard': () => {
    const times = new Map<string, number[]>();
    return ({ lms, command, sid, session }, normal) => {
      if (command !== 'putparam' || !session) return normal();
      const now = lms.now();
      const recent = [...(times.get(sid) ?? []), now].filter((at) => now - at < FLOOD.withinMs);
      times.set(sid, recent);
      if (recent.length > FLOOD.messages) session.state = 'terminated';
      return normal();
    };
  },
  /** Skillport: nothing counts before ExitAU */
  'commits-on-exit': () => {
    const held = new Map<string, ReadonlyMap<string, string>>();
    return ({ lms, fields, command, sid }, normal) => {
      if (command === 'putparam' && fields !== null) {
        held.set(sid, fields);
        return normal(false);
      }
      const kept = held.get(sid);
      if (command === 'exitau' && kept) answerHacp(lms, kept);
      return normal();
    };
  },
  /** an activity that only "passed" completes */
  'passed-only': () =>
    afterPutParam((track) => {
      if (track.status === 'completed') track.status = 'incomplete';
    }),
  /** a mastery score that GetParam does not show */
  'hidden-mastery': () => (_message, normal) => {
    const answer = normal();
    return { ...answer, body: answer.body.replace(/^Mastery_Score=.*$/m, 'Mastery_Score=') };
  },
  /** any score is an error */
  'no-scores':
    () =>
    ({ fields }, normal) => {
      const { values } = readAiccData(fields?.get('aicc_data') ?? '');
      return (values.get('score') ?? '') === '' ? normal() : REFUSED;
    },
  /** what is not suspended begins from scratch */
  'forgets-without-suspend':
    () =>
    ({ lms, command, session }, normal) => {
      const answer = normal();
      if (command !== 'exitau' || !session) return answer;
      const track = lms.track(session.username, session.courseId, session.attempt);
      if (track.status === 'incomplete' && track.exit !== 'suspend')
        Object.assign(track, { status: null, score: null, location: '' });
      return answer;
    },
  /** sessions live 8 minutes */
  'short-sessions': () => {
    const lastAt = new Map<string, number>();
    return ({ lms, sid }, normal) => {
      const now = lms.now();
      const dead = now - (lastAt.get(sid) ?? now) > SHORT_LIFE_MS;
      if (!dead) lastAt.set(sid, now);
      return dead ? LOST : normal();
    };
  },
  /** whoever asks twice for a session that is gone is shut out for good */
  'bans-strangers': () => {
    let strangers = 0;
    return ({ session }, normal) => {
      if (strangers > 1) return { status: 403, body: 'Banned.' };
      if (session === null) strangers += 1;
      return normal();
    };
  },
  /** SuccessFactors: a review launch refuses every command */
  'refuses-in-review':
    () =>
    ({ session }, normal) =>
      session?.mode === 'review' ? REFUSED : normal(),
  /** says that it speaks an older version */
  'version-2.2': () => (_message, normal) => {
    const answer = normal();
    return { ...answer, body: answer.body.replace(/^(error_text=.*)$/m, '$1\r\nversion=2.2') };
  },
};

function afterPutParam(work: (track: Track, session: Session) => void): Quirk {
  return ({ lms, command, session }, normal) => {
    const answer = normal();
    if (command === 'putparam' && session?.state === 'running')
      work(lms.track(session.username, session.courseId, session.attempt), session);
    return answer;
  };
}

function addTime(track: Track, session: Session): void {
  if (session.time !== null) track.totalTime = addToTotal(track.totalTime, session.time);
  session.time = null;
}

function endIfDone(track: Track, session: Session): void {
  if (track.status === 'completed' || track.status === 'passed') session.state = 'terminated';
}

const made = new WeakMap<object, Quirk>();

/** The quirk of the LMS's present personality. */
export function quirkOf(lms: Lms): Quirk {
  const known = made.get(lms.personalityKey);
  if (known) return known;
  const quirk = (PERSONALITIES[lms.personality] ?? (() => (_message, normal) => normal()))();
  made.set(lms.personalityKey, quirk);
  return quirk;
}
