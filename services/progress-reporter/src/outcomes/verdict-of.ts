import type { DeliveryFacts } from '../delivery/delivery-facts.js';
import type { HoldReason } from '../delivery/next-step.js';

/** One sentence of cause and one of cure, for people. */
export interface Verdict {
  readonly cause: string;
  readonly cure: string;
}

const RELAUNCH = 'Open the course once more from the LMS; what was watched is kept and goes with it.';

/** Symptoms → cause and cure. The first row that fits speaks. */
export function verdictOf(facts: DeliveryFacts, hold: HoldReason | null): Verdict | null {
  const { session } = facts;
  if (hold !== null) return HELD[hold];
  if (session.ended === 'identity')
    return {
      cause: 'This Student_ID of the LMS belongs to another learner here.',
      cure: 'Sign in as the person whom the LMS knows, or let an admin look at the conflict.',
    };
  if (session.ended === 'mobile')
    return {
      cause: 'The course was opened on a phone or tablet; that is not reported (S53).',
      cure: 'Open it on a computer, or switch mobile reporting on for this organisation.',
    };
  if (session.mode === 'review')
    return {
      cause: 'The LMS opened the course in review mode: it takes no results.',
      cure: 'Start a new attempt in the LMS if the result should count.',
    };
  if (session.mode === 'browse')
    return {
      cause: 'The LMS opened the course as a preview: it takes no results.',
      cure: 'Open it as an enrolled learner.',
    };
  const trouble = troubleVerdict(session.trouble ?? '');
  if (trouble) return trouble;
  if (session.ended === 'exited' || session.ended === 'lane-taken')
    return { cause: 'More was watched after the LMS session had been closed.', cure: RELAUNCH };
  return session.ended === null ? null : { cause: 'The LMS session is over.', cure: RELAUNCH };
}

const HELD: Readonly<Record<HoldReason, Verdict>> = {
  disabled: { cause: 'The integration is disabled (S32).', cure: 'Enable it; everything that was kept is then sent.' },
  paused: {
    cause: 'Reporting is paused for this organisation.',
    cure: 'Set reporting to "send"; everything that was kept is then sent.',
  },
  preview: { cause: 'Reporting is in preview: everything runs, nothing is sent.', cure: 'Set reporting to "send".' },
  'host-removed': {
    cause: 'The host of this session is no longer on the list (S30).',
    cure: `Put it back on the list, or: ${RELAUNCH}`,
  },
};

const TROUBLES: readonly (readonly [RegExp, Verdict])[] = [
  [
    /^busy 429/,
    { cause: 'The LMS asks us to slow down (429).', cure: 'Nothing to do: we wait as long as it asks and try again.' },
  ],
  [
    /^busy (\d+)/,
    {
      cause: 'The LMS answers with an error of its own ($1).',
      cure: 'We keep trying. If it stays, its administrator has to look at the LMS.',
    },
  ],
  [
    /^unreachable dns/,
    {
      cause: 'The name of the LMS cannot be resolved.',
      cure: 'Check the host name under LMS Settings, and that it is known on the public internet.',
    },
  ],
  [
    /^unreachable tls/,
    {
      cause: 'The certificate or TLS of the LMS is not acceptable.',
      cure: 'Its administrator has to install a valid certificate from a public CA.',
    },
  ],
  [/^unreachable/, { cause: 'The LMS cannot be reached.', cure: 'Is it behind a firewall (S20)? We keep trying.' }],
  [
    /^not-sent address-forbidden/,
    {
      cause: 'The name of the LMS leads to an address that is not public (S20).',
      cure: 'An LMS behind a firewall cannot be integrated; give it a public address.',
    },
  ],
  [
    /^refused redirect/,
    {
      cause: 'The LMS redirects our message, as Moodle does when HACP is switched off.',
      cure: 'Switch "allow AICC HACP" on in the LMS, and check the host name.',
    },
  ],
  [
    /^refused/,
    { cause: 'The LMS refused the message for good ($&).', cure: 'Look at the trace and ask the LMS administrator.' },
  ],
  [
    /^(ambiguous|session-unknown|terminated|not-initialized)/,
    { cause: 'The LMS no longer knows this session.', cure: RELAUNCH },
  ],
];

function troubleVerdict(trouble: string): Verdict | null {
  for (const [pattern, { cause, cure }] of TROUBLES) {
    const match = pattern.exec(trouble);
    if (match) return { cause: cause.replace('$1', match[1] ?? '').replace('$&', trouble), cure };
  }
  return null;
}
