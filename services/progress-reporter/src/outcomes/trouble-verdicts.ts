import type { CauseId, CureId } from '@aicc-bridge/contracts';
import type { DeliveryFacts } from '../delivery/delivery-facts.js';
import { type Verdict, verdict } from './verdict.js';

/** By the code that TLS gives, as hacp-client hands it on; null = any other. */
const TLS_TROUBLES: readonly (readonly [RegExp | null, CauseId, CureId])[] = [
  [/CERT_HAS_EXPIRED/, 'tls-expired', 'certificate'],
  [/CERT_NOT_YET_VALID/, 'tls-not-yet-valid', 'certificate-or-clock'],
  [/CERT_REVOKED/, 'tls-revoked', 'certificate'],
  [/ALTNAME_INVALID/, 'tls-other-name', 'certificate-or-name'],
  [/DEPTH_ZERO_SELF_SIGNED/, 'tls-self-signed', 'certificate'],
  [/UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT\b/, 'tls-chain', 'certificate-chain'],
  [/SELF_SIGNED_CERT_IN_CHAIN|ISSUER_CERT_LOCALLY/, 'tls-unknown-ca', 'certificate'],
  [/PROTOCOL/, 'tls-outdated', 'newer-tls'],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/, 'tls-none', 'check-port'],
  [null, 'tls-other', 'certificate'],
];

/**
 * Trouble of the last exchange, most particular first: name of the result (a named group is a value of the sentence), what the network
 * said (null = anything), cause, cure, clause.
 */
const TROUBLES: readonly (readonly [RegExp, RegExp | null, CauseId, CureId, string])[] = [
  [/^busy 429/, null, 'busy-429', 'we-wait', 'rule 48'],
  [/^busy (?<status>\d+)/, null, 'busy', 'still-trying', 'sheet §3.5, rule 48'],
  [/^unreachable dns/, null, 'dns', 'check-name', 'rule 48'],
  ...TLS_TROUBLES.map(
    ([said, cause, cure]) => [/^unreachable tls/, said, cause, cure, 'sheet §8, design §10'] as const,
  ),
  [/^unreachable deadline/, null, 'deadline', 'still-trying', 'sheet §3.5, rule 48'],
  [/^unreachable (request|response)/, null, 'broken-off', 'still-trying', 'sheet §3.5, rule 48'],
  [/^unreachable/, null, 'unreachable', 'behind-firewall', 'S20, rule 48'],
  [/^not-sent address-forbidden/, null, 'address-forbidden', 'public-address', 'S20, rule 71'],
  [/^not-sent/, null, 'host-not-allowed', 'check-host', 'S29, rule 70'],
  [/^refused redirect/, null, 'redirect', 'allow-hacp', 'sheet §3.5, §5.8, rule 72'],
  [/^refused au-password/, null, 'au-password', 'remove-password', 'sheet §1.5, §3.5'],
  [/^refused http-(?<status>\d+)/, null, 'http-refused', 'let-through', 'rule 72'],
  [/^refused (?<error>error=\d+)/, null, 'refused-for-good', 'see-trace', 'sheet §3.4, §3.5'],
];

/** While the same command is still repeated nobody says that the session is over. */
const STILL_ASKING: readonly (readonly [RegExp, CauseId])[] = [
  [/^ambiguous http-404/, 'answers-404'],
  [/^ambiguous html/, 'answers-html'],
  [/^ambiguous empty/, 'answers-nothing'],
  [/^ambiguous/, 'answers-other'],
  [/^not-initialized/, 'not-initialized'],
];
const UNKNOWN = /^(ambiguous|session-unknown|terminated|not-initialized)/;

/** Cause and cure of what went wrong last; null = nothing did. */
export function troubleVerdict({ session, startedAt }: DeliveryFacts): Verdict | null {
  const trouble = session.trouble ?? '';
  if (UNKNOWN.test(trouble)) {
    const minutes = Math.floor(Math.max(0, (session.troubleAt ?? startedAt) - startedAt) / 60_000);
    if (session.ended !== null)
      return minutes === 0
        ? verdict('session-unknown', 'relaunch', 'sheet §5.8, rule 47')
        : verdict('session-unknown-after', 'relaunch', 'sheet §5.8, rule 47', { minutes: String(minutes) });
    const asking = STILL_ASKING.find(([pattern]) => pattern.test(trouble));
    return asking
      ? verdict(asking[1], trouble === 'not-initialized' ? 'nothing' : 'we-ask-again', 'rule 46, design §7')
      : null;
  }
  for (const [pattern, said, cause, cure, clause] of TROUBLES) {
    const match = pattern.exec(trouble);
    if (match && (said === null || said.test(session.troubleDetail ?? '')))
      return verdict(cause, session.ended === 'gave-up' ? afterADay(cure) : cure, clause, { ...match.groups });
  }
  return null;
}

/** After 24 h nobody keeps trying. */
function afterADay(cure: CureId): CureId {
  if (cure === 'still-trying') return 'tried-a-day';
  return cure === 'behind-firewall' ? 'behind-firewall-tried' : cure;
}
