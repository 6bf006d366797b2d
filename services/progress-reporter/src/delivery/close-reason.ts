import type { Durations } from '../durations.js';
import { isCompletion } from './build-report.js';
import type { DeliveryFacts, EpochMs } from './delivery-facts.js';
import type { CloseReason } from './session-state.js';

export type CloseVerdict =
  | { readonly kind: 'close'; readonly reason: CloseReason }
  /** look again then; nothing closes the session before */
  | { readonly kind: 'open'; readonly lookAgainAt: EpochMs };

/**
 * When a session is closed with ExitAU (design §7): (a) "leave course", (b) superseded, (c) all viewings ended and none new for
 * 5 min, (d) 15 min without event or presence, and well within the session's life at this make of LMS. Never at page unload (rule 42).
 * An LMS that commits only at ExitAU is told as soon as it has the completion (profile `closeAfterCompletion`).
 */
export function closeReason(facts: DeliveryFacts, now: EpochMs, durations: Durations): CloseVerdict {
  if (facts.session.closing !== null) return { kind: 'close', reason: facts.session.closing };
  if (facts.supersededAt !== null) return { kind: 'close', reason: 'superseded' };

  const { acknowledged } = facts.session;
  if (facts.profile.closeAfterCompletion && facts.progress.complete && isCompletion(acknowledged?.status))
    return { kind: 'close', reason: 'completed' };

  const { presenceAt, leftSeenAt, lastViewingAt, openViewings, endedViewings } = facts.activity;
  if (leftSeenAt !== null) {
    // "left" comes behind all that the launch's own player posted; other playback services may be a moment later, or have a viewing open.
    const at = leftSeenAt + (openViewings > 0 ? durations.leaveLimitMs : durations.leaveSettleMs);
    return now >= at ? { kind: 'close', reason: 'left' } : { kind: 'open', lookAgainAt: at };
  }
  // The last messages must not meet a dead session (sheet §5.8).
  const quietMs = Math.min(durations.quietMs, facts.profile.idleLimitMinutes * 30_000);
  const quietAt = Math.max(facts.startedAt, presenceAt ?? 0, lastViewingAt ?? 0) + quietMs;
  if (now >= quietAt) return { kind: 'close', reason: 'quiet' };
  if (openViewings === 0 && endedViewings > 0 && lastViewingAt !== null) {
    const endedAt = lastViewingAt + durations.endedMs;
    if (now >= endedAt) return { kind: 'close', reason: 'ended' };
    return { kind: 'open', lookAgainAt: Math.min(endedAt, quietAt) };
  }
  return { kind: 'open', lookAgainAt: quietAt };
}
