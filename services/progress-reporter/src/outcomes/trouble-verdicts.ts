import type { DeliveryFacts } from '../delivery/delivery-facts.js';
import type { Verdict } from './verdict-of.js';

export const RELAUNCH = 'Open the course once more from the LMS; what was watched is kept and goes with it.';
const STILL_TRYING = 'We keep trying. If it stays, its administrator has to look at the LMS.';
const CERTIFICATE = 'Its administrator has to install a valid certificate from a public CA';

/** By the code that TLS gives, as hacp-client hands it on; null = any other. */
const TLS_TROUBLES: readonly (readonly [RegExp | null, string, string])[] = [
  [/CERT_HAS_EXPIRED/, 'The certificate of the LMS has expired.', `${CERTIFICATE}.`],
  [/CERT_NOT_YET_VALID/, 'The certificate of the LMS is not valid yet.', `${CERTIFICATE}, or set its clock right.`],
  [/CERT_REVOKED/, 'The certificate of the LMS was revoked.', `${CERTIFICATE}.`],
  [
    /ALTNAME_INVALID/,
    'The certificate of the LMS is for another name.',
    `${CERTIFICATE} for this host name; or check the host name under LMS Settings.`,
  ],
  [/DEPTH_ZERO_SELF_SIGNED/, 'The certificate of the LMS is signed by itself.', `${CERTIFICATE}.`],
  [
    /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT\b/,
    'The LMS does not send the whole chain of its certificate.',
    'Its administrator has to add the intermediate certificate of its CA.',
  ],
  [
    /SELF_SIGNED_CERT_IN_CHAIN|ISSUER_CERT_LOCALLY/,
    'The certificate of the LMS comes from a CA that is not public.',
    `${CERTIFICATE}.`,
  ],
  [/PROTOCOL/, 'The LMS speaks only an outdated TLS.', 'Its administrator has to switch TLS 1.2 or newer on.'],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/,
    'The LMS does not speak TLS on this port.',
    'Check the port under LMS Settings; an LMS without https has to be allowed there by name.',
  ],
  [null, 'The certificate or TLS of the LMS is not acceptable.', `${CERTIFICATE}.`],
];

/** Trouble of the last exchange, most particular first: name of the result, what the network said (null = anything), cause, cure, clause. */
const TROUBLES: readonly (readonly [RegExp, RegExp | null, string, string, string])[] = [
  [
    /^busy 429/,
    null,
    'The LMS asks us to slow down (429).',
    'Nothing to do: we wait as long as it asks and try again.',
    'rule 48',
  ],
  [/^busy (\d+)/, null, 'The LMS answers with an error of its own ($1).', STILL_TRYING, 'sheet §3.5, rule 48'],
  [
    /^unreachable dns/,
    null,
    'The name of the LMS cannot be resolved.',
    'Check the host name under LMS Settings, and that it is known on the public internet.',
    'rule 48',
  ],
  ...TLS_TROUBLES.map(
    ([said, cause, cure]) => [/^unreachable tls/, said, cause, cure, 'sheet §8, design §10'] as const,
  ),
  [/^unreachable deadline/, null, 'The LMS does not answer in time.', STILL_TRYING, 'sheet §3.5, rule 48'],
  [/^unreachable (request|response)/, null, 'The LMS breaks the connection off.', STILL_TRYING, 'sheet §3.5, rule 48'],
  [
    /^unreachable/,
    null,
    'The LMS cannot be reached.',
    'Is it behind a firewall (S20)? We keep trying.',
    'S20, rule 48',
  ],
  [
    /^not-sent address-forbidden/,
    null,
    'The name of the LMS leads to an address that is not public (S20).',
    'An LMS behind a firewall cannot be integrated; give it a public address.',
    'S20, rule 71',
  ],
  [
    /^not-sent/,
    null,
    'The address of this session is not allowed by the list of hosts (S29).',
    'Check host name, port and https under LMS Settings.',
    'S29, rule 70',
  ],
  [
    /^refused redirect/,
    null,
    'The LMS redirects our message to another page, as Moodle does when HACP is switched off.',
    'Switch "allow AICC HACP" on in the LMS, and check the host name.',
    'sheet §3.5, §5.8, rule 72',
  ],
  [
    /^refused au-password/,
    null,
    'The LMS wants an AU password (error=2).',
    'Remove the password from the course in the LMS, or import the package once more.',
    'sheet §1.5, §3.5',
  ],
  [
    /^refused http-(\d+)/,
    null,
    'The LMS refuses our messages (HTTP $1).',
    'Its administrator has to let HACP messages through: a firewall, a proxy or a sign-in page stands before them.',
    'rule 72',
  ],
  [
    /^refused (error=\d+)/,
    null,
    'The LMS refused the message for good ($1).',
    'Look at the trace and ask the LMS administrator.',
    'sheet §3.4, §3.5',
  ],
];

/** While the same command is still repeated nobody says that the session is over. */
const STILL_ASKING: readonly (readonly [RegExp, string])[] = [
  [
    /^ambiguous http-404/,
    'The LMS answers "not found" (404), as it does for a session that it has lost, but also in passing.',
  ],
  [/^ambiguous html/, 'The LMS answers with a web page instead of a HACP answer.'],
  [/^ambiguous empty/, 'The LMS gives an empty answer.'],
  [/^ambiguous/, 'The LMS answers something that is not HACP.'],
  [/^not-initialized/, 'The LMS has forgotten the start of this session; we start it again, once.'],
];
const UNKNOWN = /^(ambiguous|session-unknown|terminated|not-initialized)/;

/** Cause and cure of what went wrong last; null = nothing did. */
export function troubleVerdict({ session, startedAt }: DeliveryFacts): Verdict | null {
  const trouble = session.trouble ?? '';
  if (UNKNOWN.test(trouble)) {
    const minutes = Math.floor(Math.max(0, (session.troubleAt ?? startedAt) - startedAt) / 60_000);
    const after = minutes === 0 ? '' : ` It ended after ${minutes} min.`;
    if (session.ended !== null)
      return { cause: `The LMS no longer knows this session.${after}`, cure: RELAUNCH, clause: 'sheet §5.8, rule 47' };
    const asking = STILL_ASKING.find(([pattern]) => pattern.test(trouble));
    return asking
      ? {
          cause: asking[1],
          cure: trouble === 'not-initialized' ? 'Nothing to do.' : 'We ask again before we believe it.',
          clause: 'rule 46, design §7',
        }
      : null;
  }
  for (const [pattern, said, cause, cure, clause] of TROUBLES) {
    const match = pattern.exec(trouble);
    if (match && (said === null || said.test(session.troubleDetail ?? '')))
      return { cause: cause.replace('$1', match[1] ?? ''), cure: withEnd(cure, session.ended), clause };
  }
  return null;
}

/** After 24 h nobody keeps trying. */
function withEnd(cure: string, ended: string | null): string {
  return ended === 'gave-up' ? cure.replace('We keep trying.', `We tried for a day. ${RELAUNCH}`) : cure;
}
