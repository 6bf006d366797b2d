import { expect, test } from '@jest/globals';
import { LaunchId, ViewingCompleted, type ViewingEvent, ViewingSegment } from '@aicc-bridge/contracts';
import { aCourse, aTenant, ids } from '../test-builders.js';
import { type LaunchOfEvent, sortViewingEvent } from './sort-viewing-event.js';

const base = {
  launchId: ids.launch,
  viewingId: 'v',
  tenantId: ids.tenant,
  learnerId: ids.learner,
  courseId: 'ladders',
};
const completed = (more: object = {}): ViewingEvent => ({
  type: 'viewing.completed.v1',
  data: ViewingCompleted.parse({ ...base, at: '2026-11-24T10:00:00Z', ...more }),
});
const segment = (unitId: string): ViewingEvent => ({
  type: 'viewing.segment.v1',
  data: ViewingSegment.parse({
    ...base,
    unitId,
    from: 0,
    to: 10,
    startedAt: '2026-11-24T10:00:00Z',
    endedAt: '2026-11-24T10:00:10Z',
  }),
});
const launch: LaunchOfEvent = {
  launchId: ids.launch,
  tenantId: ids.tenant,
  learnerId: ids.learner,
  courseId: 'ladders',
  device: 'desktop',
  endedUnopened: false,
};

test.each([
  ['an event of its launch', completed(), launch, { kind: 'counts' }],
  ['the publisher’s own course id', completed({ courseId: 'EXT/1' }), launch, { kind: 'counts' }],
  ['a launch that is not known yet', completed(), null, { kind: 'waits' }],
  ['S50: no launch', completed({ launchId: undefined }), null, { kind: 'ignored', ruleId: 'S50' }],
  ['S51: another course', completed({ courseId: 'lifting' }), launch, { kind: 'ignored', ruleId: 'S51' }],
  ['S53: on a phone', completed({ device: 'mobile' }), launch, { kind: 'ignored', ruleId: 'S53' }],
  [
    'S53: the launch was on a phone',
    completed(),
    { ...launch, device: 'mobile' as const },
    { kind: 'ignored', ruleId: 'S53' },
  ],
  ['F81: another tenant’s launch', completed({ tenantId: ids.otherTenant }), launch, { kind: 'rejected' }],
  ['another learner’s launch', completed({ learnerId: ids.otherLearner }), launch, { kind: 'rejected' }],
  ['a unit that the course does not have', segment('nowhere'), launch, { kind: 'rejected' }],
])('%s', (_why, event, of, expected) => {
  expect(sortViewingEvent(event, of, aCourse(), aTenant())).toMatchObject(expected);
});

test.each([
  ['its course', null, aTenant()],
  ['its tenant', aCourse(), null],
])('waits until %s is known: nobody can say yet whether it counts', (_what, course, tenant) => {
  const left: ViewingEvent = {
    type: 'viewing.left.v1',
    data: { launchId: LaunchId.parse(ids.launch), at: '2026-11-24T10:00:00Z' },
  };
  for (const event of [completed(), segment('u1'), left])
    expect(sortViewingEvent(event, launch, course, tenant)).toEqual({ kind: 'waits', launchId: ids.launch });
});

test('S53: a tenant may switch mobile reporting on', () => {
  expect(
    sortViewingEvent(completed({ device: 'mobile' }), launch, aCourse(), aTenant({ reportMobile: true })).kind,
  ).toBe('counts');
});
