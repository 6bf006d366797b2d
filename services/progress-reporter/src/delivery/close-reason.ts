import type { Durations } from '../durations.js';
import type { DeliveryFacts, EpochMs } from './delivery-facts.js';
import type { CloseReason } from './session-state.js';

export type CloseVerdict =
  | { readonly kind: 'close'; readonly reason: CloseReason }
  /** look again then; nothing closes the session before */
  | { readonly kind: 'open'; readonly lookAgainAt: EpochMs };

/**
 * When a session is closed with ExitAU (design §7): (a) "leave course", (b) superseded, (c) all viewings ended and none new for
 * 5 min, (d) 15 min without event or presence. Never at page unload (rule 42).
 */
export function closeReason(facts: DeliveryFacts, now: EpochMs, durations: Durations): CloseVerdict {
  if (facts.session.closing !== null) return { kind: 'close', reason: facts.session.closing };
  if (facts.supersededAt !== null) return { kind: 'close', reason: 'superseded' };

  const { presenceAt, leftSeenAt, lastViewingAt, openViewings, endedViewings } = facts.activity;
  if (leftSeenAt !== null) {
    // "left" comes behind all that the launch's own player posted; other playback services may be a moment later, or have a viewing open.
    const at = leftSeenAt + (openViewings > 0 ? durations.leaveLimitMs : durations.leaveSettleMs);
    return now >= at ? { kind: 'close', reason: 'left' } : { kind: 'open', lookAgainAt: at };
  }
  const quietAt = Math.max(facts.startedAt, presenceAt ?? 0, lastViewingAt ?? 0) + durations.quietMs;
  if (now >= quietAt) return { kind: 'close', reason: 'quiet' };
  if (openViewings === 0 && endedViewings > 0 && lastViewingAt !== null) {
    const endedAt = lastViewingAt + durations.endedMs;
    if (now >= endedAt) return { kind: 'close', reason: 'ended' };
    return { kind: 'open', lookAgainAt: Math.min(endedAt, quietAt) };
  }
  return { kind: 'open', lookAgainAt: quietAt };
}
