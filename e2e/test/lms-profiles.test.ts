import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ReporterUnderTest, type TestLaunch } from '../src/index.js';

type Overrides = Readonly<Record<string, unknown>>;
const MINUTE = 60_000;

/** Each quirk twice: the generic message meets an LMS that punishes it, then the profile's message meets the same LMS. */
let bridge: ReporterUnderTest;
let learners = 0;
beforeAll(async () => {
  bridge = await ReporterUnderTest.start({ durations: { slowRetryMs: 15 * MINUTE } });
});
beforeEach(() => bridge.become('moodle'));
afterAll(() => bridge.stop());

async function launch(personality: string, profile: string, overrides: Overrides = {}): Promise<TestLaunch> {
  learners += 1;
  bridge.become(personality, personality === 'hidden-mastery' ? '80' : '');
  await bridge.useProfile(profile, overrides);
  return bridge.launch(`learner${learners}`);
}

async function watchedAndLeft(launched: TestLaunch, to: number): Promise<TestLaunch> {
  await bridge.watch(launched, 0, to);
  await bridge.received(launched, 'PutParam');
  await bridge.leave(launched);
  await bridge.over(launched);
  return launched;
}

describe('an LMS that adds every time it gets (SuccessFactors)', () => {
  async function answerLost(profile: string): Promise<TestLaunch> {
    const ada = await launch('adds-time', profile);
    await bridge.watch(ada, 0, 60);
    await bridge.received(ada, 'PutParam');
    bridge.lms.lms.script.push({ command: 'PutParam', sid: ada.sid, drop: 'after-store' });
    await bridge.leave(ada);
    await bridge.over(ada);
    return ada;
  }
  test('generic: the final PutParam is repeated, and its time counts twice', async () =>
    expect(bridge.gradeOf(await answerLost('generic')).timeSeconds).toBe(120));
  test('timeRetry zero: its time counts once', async () =>
    expect(bridge.gradeOf(await answerLost('sap-successfactors')).timeSeconds).toBe(60));
});

describe('an LMS that ends the session with the completion', () => {
  const completed = async (personality: string, overrides: Overrides): Promise<number> => {
    const ada = await launch(personality, 'generic', overrides);
    await bridge.watch(ada, 0, 50);
    await bridge.received(ada, 'PutParam');
    await bridge.watch(ada, 50, 100);
    await bridge.outcome(ada, 'confirmed');
    await bridge.leave(ada);
    await bridge.over(ada);
    return bridge.gradeOf(ada).timeSeconds;
  };
  test('generic: the final PutParam comes too late for its time', async () =>
    expect(await completed('ends-at-completion', {})).toBe(0));
  test('timeMode cumulative: each PutParam carries the time so far', async () =>
    expect(await completed('ends-at-completion', { timeMode: 'cumulative' })).toBe(100));
  test('and adds every value, cumulative: too much', async () =>
    expect(await completed('adds-time-ends-at-completion', { timeMode: 'cumulative' })).toBe(150));
  test('and adds every value, increments: right', async () =>
    expect(await completed('adds-time-ends-at-completion', { timeMode: 'increments', timeRetry: 'zero' })).toBe(100));
});

describe('an LMS that loses the second of two quick messages (Saba)', () => {
  test('generic without a gap: ExitAU is lost, and the time with it', async () => {
    const ada = await watchedAndLeft(await launch('needs-gap', 'generic'), 50);
    expect(bridge.gradeOf(ada).timeSeconds).toBe(0);
  });
  test('saba: it is stored', async () => {
    const ada = await watchedAndLeft(await launch('needs-gap', 'saba', { gapBetweenRequestsMs: 1_000 }), 50);
    expect(bridge.gradeOf(ada)).toMatchObject({ status: 'incomplete', score: 50, timeSeconds: 50 });
  });
});

describe('an LMS that ends sessions which report too often', () => {
  const often = async (overrides: Overrides): Promise<TestLaunch> => {
    const ada = await launch('flood-guard', 'generic', overrides);
    for (let second = 10; second < 80; second += 10) {
      await bridge.watch(ada, second - 10, second);
      bridge.pass(1_000);
      await bridge.settled(ada);
    }
    await bridge.leave(ada);
    await bridge.over(ada);
    return ada;
  };
  test('without pace: the session is ended', async () => {
    const ada = await often({});
    expect(await bridge.delivery(ada)).toMatchObject({ outcome: 'needs-relaunch', session: { ended: 'session-over' } });
  });
  test('minIntervalSeconds: all arrives', async () => {
    const ada = await often({ minIntervalSeconds: 30 });
    expect(bridge.gradeOf(ada)).toMatchObject({ score: 70, timeSeconds: 70 });
  });
});

describe('an LMS that commits at ExitAU (Skillport)', () => {
  const completed = async (profile: string): Promise<TestLaunch> => {
    const ada = await launch('commits-on-exit', profile);
    await bridge.watch(ada, 0, 100);
    await bridge.outcome(ada, 'confirmed');
    return ada;
  };
  test('generic: confirmed, but the gradebook stays empty while the page is open', async () =>
    expect(bridge.gradeOf(await completed('generic')).status).toBe('not attempted'));
  test('skillport: closed at once after the completion', async () => {
    const ada = await completed('skillport');
    await bridge.over(ada);
    expect(bridge.gradeOf(ada)).toMatchObject({ status: 'completed', score: 100, timeSeconds: 100 });
  });
});

describe('an LMS that answers error=0 and stores nothing (Moodle, learner no longer enrolled)', () => {
  const completed = async (profile: string): Promise<Awaited<ReturnType<ReporterUnderTest['delivery']>>> => {
    const ada = await launch('stores-nothing', profile);
    await bridge.watch(ada, 0, 100);
    await bridge.received(ada, 'PutParam');
    await bridge.leave(ada);
    return bridge.over(ada);
  };
  test('generic: confirmed, wrongly', async () =>
    expect(await completed('generic')).toMatchObject({ outcome: 'confirmed' }));
  test('moodle, F65: one GetParam afterwards shows it', async () =>
    expect(await completed('moodle')).toMatchObject({
      outcome: 'needs-relaunch',
      verdict: { cause: 'The LMS said that it had stored the completion, but did not.' },
    }));
  test('moodle, stored: one GetParam more, confirmed', async () => {
    const ada = await watchedAndLeft(await launch('moodle', 'moodle'), 100);
    expect(await bridge.delivery(ada)).toMatchObject({ outcome: 'confirmed', session: { readBack: 'stored' } });
    expect(bridge.logOf(ada).filter(({ command }) => command === 'GetParam')).toHaveLength(2);
  });
});

describe('words and scores', () => {
  test.each([
    ['completed does not complete where "passed" is asked for', 'passed-only', {}, { status: 'incomplete' }],
    ['completionWord passed does', 'passed-only', { completionWord: 'passed' }, { status: 'passed' }],
    ['any score is refused', 'no-scores', {}, { status: 'not attempted' }],
    ['score none is not', 'no-scores', { score: 'none' }, { status: 'completed', timeSeconds: 100 }],
  ])('%s', async (_why, personality, overrides, row) => {
    const ada = await watchedAndLeft(await launch(personality, 'generic', overrides), 100);
    expect(bridge.gradeOf(ada)).toMatchObject(row);
  });
  test.each([
    ['a percentage fails the learner where a mastery score is hidden', {}, { status: 'failed', score: 40 }],
    ['score on-completion does not', { score: 'on-completion' }, { status: 'incomplete', score: null }],
  ])('%s', async (_why, overrides, row) => {
    const ada = await watchedAndLeft(await launch('hidden-mastery', 'generic', overrides), 40);
    expect(bridge.gradeOf(ada)).toMatchObject(row);
  });
  test.each([
    ['what is not suspended is forgotten', {}, { status: 'not attempted', score: null }],
    ['exitSuffix suspend keeps it', { exitSuffix: 'suspend' }, { status: 'incomplete', score: 40 }],
  ])('%s', async (_why, overrides, row) => {
    const ada = await watchedAndLeft(await launch('forgets-without-suspend', 'generic', overrides), 40);
    expect(bridge.gradeOf(ada)).toMatchObject(row);
  });
});

describe('an LMS whose sessions live 8 minutes', () => {
  const watchedSlowly = async (overrides: Overrides): Promise<TestLaunch> => {
    const ada = await launch('short-sessions', 'generic', overrides);
    await bridge.watch(ada, 0, 30);
    await bridge.received(ada, 'PutParam');
    // Its answer is written before time passes.
    await bridge.settled(ada);
    for (let minute = 0; minute < 12; minute += 3) {
      bridge.pass(3 * MINUTE);
      await bridge.present(ada);
      await bridge.settled(ada);
    }
    await bridge.watch(ada, 30, 60);
    return ada;
  };
  test('generic keep-alive of 10 min: the session dies under the learner', async () =>
    expect(await bridge.over(await watchedSlowly({}))).toMatchObject({ outcome: 'needs-relaunch' }));
  test('keepAliveMinutes 4: it lives', async () => {
    const ada = await watchedSlowly({ keepAliveMinutes: 4 });
    await bridge.until(ada, 'the second half', () => bridge.gradeOf(ada).score === 60);
  });

  const leftSilently = async (overrides: Overrides): Promise<TestLaunch> => {
    const ada = await launch('short-sessions', 'generic', overrides);
    await bridge.watch(ada, 0, 30);
    await bridge.received(ada, 'PutParam');
    // Its answer is written before time passes.
    await bridge.settled(ada);
    for (let minute = 0; minute < 16; minute += 2) {
      bridge.pass(2 * MINUTE);
      await bridge.settled(ada);
    }
    await bridge.over(ada);
    return ada;
  };
  test('generic: closed after 15 min, too late for its time', async () =>
    expect(bridge.gradeOf(await leftSilently({})).timeSeconds).toBe(0));
  test('idleLimitMinutes 8: closed after 4', async () =>
    expect(bridge.gradeOf(await leftSilently({ idleLimitMinutes: 8 })).timeSeconds).toBe(30));
});

describe('an LMS that shuts out whoever asks twice for a dead session', () => {
  const dead = async (overrides: Overrides): Promise<string> => {
    const ada = await launch('bans-strangers', 'generic', overrides);
    await bridge.watch(ada, 0, 30);
    await bridge.received(ada, 'PutParam');
    bridge.lms.lms.sessions.delete(ada.sid);
    await bridge.watch(ada, 30, 60);
    await bridge.over(ada);
    const neighbour = await bridge.launch(`${ada.username}-neighbour`);
    await bridge.watch(neighbour, 0, 30);
    return (await bridge.until(neighbour, 'an end', ({ outcome }) => outcome !== 'sending')).outcome;
  };
  test('generic: the neighbour suffers', async () => expect(await dead({})).toBe('needs-relaunch'));
  test('notFoundMeaning session-over: one 404 is believed', async () =>
    expect(await dead({ notFoundMeaning: 'session-over' })).toBe('confirmed'));
});

describe('an LMS that refuses every command of a review launch (SuccessFactors)', () => {
  const reviewed = async (profile: string): Promise<TestLaunch> => {
    await watchedAndLeft(await launch('refuses-in-review', profile), 100);
    const again = await bridge.launch(`learner${learners}`);
    await bridge.over(again);
    return again;
  };
  test('generic: counts as refused for good', async () =>
    expect(await bridge.delivery(await reviewed('generic'))).toMatchObject({ outcome: 'refused' }));
  test('reviewRule refusal-means-review: held, with the right words', async () =>
    expect(await bridge.delivery(await reviewed('sap-successfactors'))).toMatchObject({
      outcome: 'waiting',
      waiting_for: 'held',
      verdict: { cause: 'The LMS opened the course in review mode: it takes no results.' },
    }));
});
