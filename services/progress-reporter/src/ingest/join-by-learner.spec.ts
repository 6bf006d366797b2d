import { expect, test } from '@jest/globals';
import { ViewingSegment } from '@aicc-bridge/contracts';
import { ids } from '../test-builders.js';
import { isLoose, launchOfLoose, type LaunchOfLearner, type LooseEvent } from './join-by-learner.js';

const at = (time: string): string => `2026-11-24T${time}:00Z`;
const segment = (more: Readonly<Record<string, unknown>> = {}): LooseEvent => ({
  type: 'viewing.segment.v1',
  data: ViewingSegment.parse({
    viewingId: 'v1',
    tenantId: ids.tenant,
    learnerId: ids.learner,
    courseId: 'ladders',
    unitId: 'u1',
    from: 0,
    to: 10,
    startedAt: at('10:30'),
    endedAt: at('10:31'),
    ...more,
  }),
});
const launch = (launchId: string, startedAt: string, more: Partial<LaunchOfLearner> = {}): LaunchOfLearner => ({
  launchId,
  tenantId: ids.tenant,
  learnerId: ids.learner,
  courseId: 'ladders',
  startedAt: new Date(startedAt),
  ...more,
});

test.each<[string, LooseEvent, readonly LaunchOfLearner[], string | null]>([
  [
    'the last launch before it',
    segment(),
    [launch('a', at('10:00')), launch('b', at('10:20')), launch('c', at('10:40'))],
    'b',
  ],
  ['in whichever order they come', segment(), [launch('b', at('10:20')), launch('a', at('10:00'))], 'b'],
  ['by the publisher’s own id', segment({ courseId: 'EXT/1' }), [launch('a', at('10:00'))], 'a'],
  ['not another course', segment({ courseId: 'roofs' }), [launch('a', at('10:00'))], null],
  ['not another learner', segment(), [launch('a', at('10:00'), { learnerId: ids.otherLearner })], null],
  ['not another tenant', segment(), [launch('a', at('10:00'), { tenantId: ids.otherTenant })], null],
  ['not a launch that came later', segment(), [launch('a', at('10:40'))], null],
  ['not yesterday’s', segment(), [launch('a', '2026-11-23T10:00:00Z')], null],
])('viewing without a launch id belongs to: %s', (_why, event, launches, expected) =>
  expect(launchOfLoose(event, launches, () => ({ externalId: 'EXT/1' }))).toBe(expected),
);

test('an event that names its launch is never moved', () => {
  expect(isLoose(segment({ launchId: ids.launch }))).toBe(false);
  expect(isLoose({ type: 'viewing.left.v1', data: { launchId: ids.launch as never, at: at('10:00') } })).toBe(false);
});
