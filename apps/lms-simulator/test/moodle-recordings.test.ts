import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningSimulator, startSimulator } from '../src/simulator.js';
import type { Course } from '../src/lms.js';
import { type Exchange, readRecording, type RecordedState, send, sidOf } from './recording.js';

/** Recorded behaviour that the simulator does not have, each with its reason. A name ends at its "/". */
const NOT_MODELLED: Readonly<Record<string, string>> = {
  'score-12345678901234567890': 'a number too long for its data base: 404 after half of it was stored',
  'attempt-deleted': 'a teacher deletes an attempt: the simulator has no such page',
  'hacp-disabled/getparam-with-cookie': 'HACP off, but called with the cookie of the learner’s browser: nobody does',
  'hacp-disabled/putparam-with-cookie': 'as above',
  'core-lesson-4096-characters': 'the recording shortens the stored text',
  'core-lesson-4097-characters': 'the recording shortens the stored text',
  'core-lesson-65536-characters': 'the body is not in the recording',
  'core-lesson-1000000-characters': 'the body is not in the recording',
  'unenrolled/exitau': 'an account that was removed: modelled as "stores nothing", where the session stays open',
};

const FILES = [
  '01-lifecycle',
  '02-request-handling',
  '03-aicc-data-parsing',
  '04-score-status-time',
  '06-sessions',
  '08-getparam-forms',
];

const STATES: Readonly<Record<string, 'none' | 'running' | 'terminated'>> = {
  'Not Initialized': 'none',
  Running: 'running',
  Terminated: 'terminated',
};
const NOTHING: RecordedState = { session: null, tracks: {}, grade: null, completion: 'no row' };

const COURSE: Course = {
  id: 'course-1',
  title: 'Hand hygiene basics',
  description: '',
  systemId: 'A1',
  fileName: 'http://content.example.test/launch/acme/course-1',
  webLaunch: '',
  masteryScore: '',
  maxTimeAllowed: '',
  timeLimitAction: '',
  coreVendor: '',
};

let simulator: RunningSimulator;
let now = 0;

beforeAll(async () => {
  simulator = await startSimulator({ host: '127.0.0.1', port: 0, now: () => now, learners: [] });
});
afterAll(() => simulator.close());

interface Case {
  readonly name: string;
  readonly exchange: Exchange;
  /** what Moodle held before, and for which sid */
  readonly before: RecordedState;
  readonly sid: string;
}

for (const file of FILES) {
  const cases = casesOf(file).filter(({ exchange }) => !isNotModelled(exchange.name));
  test.each(cases.map((one): [string, Case] => [one.name, one]))('answers and stores as Moodle did: %s', replay);
}

test('every reason for a difference still has a recording', () => {
  const names = FILES.flatMap((file) => readRecording<Exchange>(file).map(({ name }) => name));
  for (const known of Object.keys(NOT_MODELLED))
    expect(names.filter((name) => name === known || name.startsWith(`${known}/`))).not.toEqual([]);
});

function isNotModelled(name: string): boolean {
  return Object.keys(NOT_MODELLED).some((known) => name === known || name.startsWith(`${known}/`));
}

/** Each exchange starts from what Moodle held after the one before on the same sid. */
function casesOf(file: string): readonly Case[] {
  const last = new Map<string, RecordedState>();
  let latest: { readonly sid: string; readonly state: RecordedState } | null = null;
  return readRecording<Exchange>(file).map((exchange) => {
    const sid = sidOf(exchange);
    const after = exchange.state_after;
    let known: RecordedState | undefined = sid === null ? undefined : last.get(sid);
    // The first command of a session changes no track.
    if (known === undefined && sid !== null && after?.session)
      known = { ...after, session: { ...after.session, scormstatus: 'Not Initialized', sessiontime: null } };
    // The sessions of the life cycle share one activity, so another of them may have written since.
    const tracks = file === '01-lifecycle' && latest !== null ? latest.state : {};
    const before = known === undefined ? latest?.state : { ...known, ...tracks, session: known.session };
    const owner = known === undefined ? latest?.sid : sid;
    if (sid !== null && after?.session) {
      last.set(sid, after);
      latest = { sid, state: after };
    }
    return { name: `${file}/${exchange.name}`, exchange, before: before ?? NOTHING, sid: owner ?? 'NONE' };
  });
}

async function replay(_name: string, { exchange, before, sid }: Case): Promise<void> {
  const { lms } = simulator;
  restore(before, sid, exchange);
  const answer = await send(simulator.port, exchange);
  const { response, state_after: after } = exchange;
  expect(answer.status).toBe(response.status);
  if (response.body !== null) expect(answer.body).toBe(response.body);
  if (!after?.session) return;

  const session = lms.sessions.get(sid);
  expect({ state: session?.state, time: session?.time }).toEqual({
    state: STATES[after.session.scormstatus],
    time: after.session.sessiontime,
  });
  for (const [attempt, stored] of storedOf(after)) {
    const { status, exit, location, score, scoreMax, scoreMin, totalTime, coreLesson } = lms.track(
      'ada',
      COURSE.id,
      attempt,
    );
    expect({ status, exit, location, score, scoreMax, scoreMin, totalTime, coreLesson }).toEqual(stored);
  }
  const [row] = lms.gradebook();
  expect(row?.grade ?? null).toBe(after.grade);
  expect(row?.completed ?? false).toBe(after.completion === 'complete');
}

function restore(before: RecordedState, sid: string, exchange: Exchange): void {
  const { lms } = simulator;
  const body = exchange.response.body ?? '';
  const valueOf = (key: string): string | undefined => new RegExp(`^${key}=(.*)\r$`, 'm').exec(body)?.[1];
  now = 1_000_000_000_000;
  lms.clear();
  lms.learners.splice(0, 9, {
    username: 'ada',
    studentId: valueOf('Student_ID') ?? '4',
    name: valueOf('Student_Name') ?? '',
  });
  if (!exchange.name.startsWith('deleted/') || exchange.name.endsWith('0-getparam'))
    lms.courses.set(COURSE.id, courseOf(exchange));
  lms.personality = personalityOf(exchange.name);
  for (const [attempt, stored] of storedOf(before))
    Object.assign(lms.track('ada', COURSE.id, attempt), stored, {
      completions: before.completion === 'complete' || (before.grade !== null && stored.score === null) ? 1 : 0,
    });
  if (before.completion === 'complete') lms.tick('ada', COURSE.id);
  if (before.session)
    lms.sessions.set(sid, {
      sid,
      username: 'ada',
      courseId: COURSE.id,
      attempt: before.session.attempt,
      mode: before.session.scormmode,
      state: STATES[before.session.scormstatus] ?? 'none',
      time: before.session.sessiontime,
      lastAt: now - silenceMs(exchange.name),
    });
}

function storedOf(state: RecordedState): readonly [number, Record<string, string | null>][] {
  return Object.entries(state.tracks).map(([attempt, units]) => {
    const [stored = {}] = Object.values(units);
    const core = (key: string): string | null => stored[`cmi.core.${key}`] ?? null;
    const coreLesson = stored['cmi.suspend_data'];
    return [
      Number(attempt.replace('attempt ', '')),
      {
        status: core('lesson_status'),
        exit: core('exit') ?? '',
        location: core('lesson_location') ?? '',
        score: core('score.raw'),
        scoreMax: core('score.max'),
        scoreMin: core('score.min'),
        totalTime: core('total_time'),
        coreLesson: coreLesson === undefined ? null : decodeURIComponent(coreLesson),
      },
    ];
  });
}

function courseOf({ name, response }: Exchange): Course {
  const valueOf = (key: string): string => new RegExp(`^${key}=(.*)\r$`, 'm').exec(response.body ?? '')?.[1] ?? '';
  const systemId = /^Course_ID = \{(.*)\}/m.exec(response.body ?? '')?.[1] ?? 'A1';
  const mastery = /^mastery-([^/]+)/.exec(name)?.[1] ?? (name.startsWith('core-vendor/') ? '70' : '');
  return {
    ...COURSE,
    systemId,
    masteryScore: mastery,
    maxTimeAllowed: valueOf('Max_Time_Allowed'),
    timeLimitAction: valueOf('Time_Limit_Action'),
    coreVendor: name.startsWith('core-vendor/') ? 'tenant=acme<cr>token=abc' : '',
  };
}

function personalityOf(name: string): string {
  if (/^hacp-(disabled|switched-off)\/(?!0-)/.test(name)) return 'hacp-off';
  if (name === 'maintenance/putparam') return 'server-error';
  if (name.startsWith('unenrolled/') && !name.endsWith('0-getparam')) return 'stores-nothing';
  return 'moodle';
}

/** Time since the last command, from the recording's notes. */
function silenceMs(name: string): number {
  if (name === 'idle/29min50') return (29 * 60 + 50) * 1_000;
  return name.startsWith('idle/30min05') ? (30 * 60 + 5) * 1_000 : 0;
}
