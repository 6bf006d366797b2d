import { expect, test } from '@jest/globals';
import { readLmsState } from '@aicc-bridge/aicc';
import { aDelivery, type MoreFacts, T0 } from '../test-builders.js';
import { openedSession } from './opened-session.js';

const opened = (session: MoreFacts['session'], status: string, score: string, mode = 'normal') =>
  openedSession(
    { phase: 'reporting', session: aDelivery({ session }).session, dueAt: T0 },
    readLmsState(`[core]\r\nlesson_status=${status}\r\nscore=${score}\r\nlesson_mode=${mode}\r\n`),
  ).session;
const acknowledged = { status: 'incomplete', percent: 50, version: 3, at: T0 } as const;

test('the first GetParam says what the LMS has and in which mode', () =>
  expect(opened({ mode: null, lms: null }, 'incomplete', '40.7', 'review')).toMatchObject({
    mode: 'review',
    lms: { status: 'incomplete', percent: 40 },
  }));

test.each([
  ['less percent than it has acknowledged', 'incomplete', '40', null],
  ['a lower status', 'not attempted', '50', null],
  ['the same', 'incomplete', '50', acknowledged],
  ['more', 'completed', '100', acknowledged],
])('an LMS that shows %s after a repair', (_why, status, score, still) =>
  expect(opened({ acknowledged }, status, score).acknowledged).toEqual(still),
);

test.each([
  ['completed', 'stored'],
  ['passed', 'stored'],
  ['incomplete', 'missing'],
  ['failed', 'missing'],
  ['not attempted', 'missing'],
])('read-back: %s = %s, and the mode stays what it was', (status, readBack) =>
  expect(opened({ readBack: 'wanted' }, status, '100', 'review')).toMatchObject({ readBack, mode: 'normal' }),
);
