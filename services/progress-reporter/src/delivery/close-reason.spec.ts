import { describe, expect, test } from '@jest/globals';
import { DEFAULT_DURATIONS as D } from '../durations.js';
import { aDelivery, minutes, T0 } from '../test-builders.js';
import { closeReason } from './close-reason.js';
import type { DeliveryFacts } from './delivery-facts.js';

describe('closing', () => {
  const at = (activity: Partial<DeliveryFacts['activity']>, now: number): ReturnType<typeof closeReason> =>
    closeReason(aDelivery({ activity: { ...aDelivery().activity, ...activity } }), now, D);
  test('(a) "leave course" waits a moment for the last segments, longer while a viewing has not ended', () => {
    expect(at({ leftSeenAt: T0, openViewings: 0 }, T0 + D.leaveSettleMs)).toEqual({ kind: 'close', reason: 'left' });
    expect(at({ leftSeenAt: T0, openViewings: 1 }, T0 + D.leaveSettleMs)).toEqual({
      kind: 'open',
      lookAgainAt: T0 + D.leaveLimitMs,
    });
    expect(at({ leftSeenAt: T0, openViewings: 1 }, T0 + D.leaveLimitMs)).toEqual({ kind: 'close', reason: 'left' });
  });
  test('(b) superseded', () =>
    expect(closeReason(aDelivery({ supersededAt: T0 }), T0, D)).toEqual({ kind: 'close', reason: 'superseded' }));
  test('(c) all viewings ended and none new for 5 min', () => {
    expect(at({ openViewings: 0, endedViewings: 2 }, T0 + minutes(5))).toEqual({ kind: 'close', reason: 'ended' });
    expect(at({ openViewings: 1, endedViewings: 1 }, T0 + minutes(5))).toMatchObject({ kind: 'open' });
  });
  test('(d) 15 min without event or presence, well below the 30 of an LMS', () => {
    expect(at({}, T0 + minutes(15) - 1)).toMatchObject({ kind: 'open' });
    expect(at({}, T0 + minutes(15))).toEqual({ kind: 'close', reason: 'quiet' });
    expect(at({ presenceAt: T0 + minutes(14) }, T0 + minutes(15))).toMatchObject({ kind: 'open' });
  });
});
