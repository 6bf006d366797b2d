import { expect, test } from '@jest/globals';
import { acceptEvent, type Poster } from './accept-events.js';

const id = (n: number): string => `01935d2e-0000-7000-8000-00000000000${n}`;
const launch: Poster = { kind: 'launch', launchId: id(1), tenantId: id(2), learnerId: id(3), courseId: 'ladders' };
const segment = {
  viewingId: 'v',
  unitId: 'u1',
  from: 0,
  to: 9.6,
  startedAt: '2026-11-24T10:00:00Z',
  endedAt: '2026-11-24T10:00:10Z',
};

test('S51: what was watched of another course does not count for this one', () => {
  const refused = acceptEvent(
    { type: 'viewing.segment.v1', id: 'e1', data: { ...segment, courseId: 'other' } },
    launch,
  );
  expect(refused).toMatchObject({ kind: 'refused', detail: expect.stringContaining('S51') });
});

test('a launch token binds launch, tenant and learner, whatever the body says', () => {
  const accepted = acceptEvent(
    {
      type: 'viewing.segment.v1',
      id: 'e1',
      data: { ...segment, launchId: id(9), learnerId: id(9), courseId: 'ladders' },
    },
    launch,
  );
  expect(accepted).toMatchObject({
    kind: 'accepted',
    event: { data: { launchId: id(1), learnerId: id(3), courseId: 'ladders' } },
  });
});

test('an API key of one organisation cannot speak for another', () => {
  const data = { ...segment, tenantId: id(2), learnerId: id(3), courseId: 'ladders' };
  expect(acceptEvent({ type: 'viewing.segment.v1', id: 'e1', data }, { kind: 'api-key', tenantId: id(4) }).kind).toBe(
    'refused',
  );
  expect(acceptEvent({ type: 'viewing.segment.v1', id: 'e1', data }, { kind: 'api-key', tenantId: null }).kind).toBe(
    'accepted',
  );
});

test.each([
  ['no object', 7, 'the whole'],
  ['no id', { type: 'viewing.ended.v1', data: {} }, 'id'],
  ['an unknown type', { type: 'viewing.paused', id: 'e', data: {} }, 'type'],
  [
    'to before from',
    { type: 'viewing.segment.v1', id: 'e', data: { ...segment, from: 20 } },
    'to: must not be less than from',
  ],
  [
    'S2: 101 percent',
    { type: 'viewing.progress.v1', id: 'e', data: { viewingId: 'v', percent: 101, at: '2026-11-24T10:00:00Z' } },
    'percent',
  ],
])('%s is refused and the field is named', (_why, given, field) => {
  const refused = acceptEvent(given, launch);
  expect(refused.kind === 'refused' && refused.detail).toContain(field);
});
