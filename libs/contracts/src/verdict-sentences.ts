/**
 * Why a launch is not confirmed, one sentence each; `{…}` stands for a value of the case. The English of the API and of the console;
 * a reader's language is found by the id, so an id is never given to another sentence.
 */
export const CAUSES = {
  'carried-over': 'The session ended before the LMS had everything; a later launch of this learner has taken it over.',
  identity: 'This Student_ID of the LMS belongs to another learner here.',
  mobile: 'The course was opened on a phone or tablet; that is not reported (S53).',
  review: 'The LMS opened the course in review mode: it takes no results.',
  browse: 'The LMS opened the course as a preview: it takes no results.',
  'not-stored': 'The LMS said that it had stored the completion, but did not.',
  'lane-taken': 'The LMS has opened another launch with the id of this session.',
  'watched-after': 'More was watched after the LMS session had been closed.',
  'session-over': 'The LMS session is over.',
  'session-unknown': 'The LMS no longer knows this session.',
  'session-unknown-after': 'The LMS no longer knows this session. It ended after {minutes} min.',
  failed: 'The LMS regards this attempt as failed.',
  'failed-by-mastery': 'The LMS regards this attempt as failed, because its mastery score is {score}.',
  mastery:
    'The LMS has a mastery score ({score}): a percentage below it would fail the learner, so no score is sent until all is done.',
  'old-version': 'The LMS answers with AICC version {version}; this integration is made for 4.x (S13).',
  disabled: 'The integration is disabled (S32).',
  paused: 'Reporting is paused for this organisation.',
  preview: 'Reporting is in preview: everything runs, nothing is sent.',
  'host-removed': 'The host of this session is no longer on the list (S30).',
  'busy-429': 'The LMS asks us to slow down (429).',
  busy: 'The LMS answers with an error of its own ({status}).',
  dns: 'The name of the LMS cannot be resolved.',
  'tls-expired': 'The certificate of the LMS has expired.',
  'tls-not-yet-valid': 'The certificate of the LMS is not valid yet.',
  'tls-revoked': 'The certificate of the LMS was revoked.',
  'tls-other-name': 'The certificate of the LMS is for another name.',
  'tls-self-signed': 'The certificate of the LMS is signed by itself.',
  'tls-chain': 'The LMS does not send the whole chain of its certificate.',
  'tls-unknown-ca': 'The certificate of the LMS comes from a CA that is not public.',
  'tls-outdated': 'The LMS speaks only an outdated TLS.',
  'tls-none': 'The LMS does not speak TLS on this port.',
  'tls-other': 'The certificate or TLS of the LMS is not acceptable.',
  deadline: 'The LMS does not answer in time.',
  'broken-off': 'The LMS breaks the connection off.',
  unreachable: 'The LMS cannot be reached.',
  'address-forbidden': 'The name of the LMS leads to an address that is not public (S20).',
  'host-not-allowed': 'The address of this session is not allowed by the list of hosts (S29).',
  redirect: 'The LMS redirects our message to another page, as Moodle does when HACP is switched off.',
  'au-password': 'The LMS wants an AU password (error=2).',
  'http-refused': 'The LMS refuses our messages (HTTP {status}).',
  'refused-for-good': 'The LMS refused the message for good ({error}).',
  'answers-404': 'The LMS answers "not found" (404), as it does for a session that it has lost, but also in passing.',
  'answers-html': 'The LMS answers with a web page instead of a HACP answer.',
  'answers-nothing': 'The LMS gives an empty answer.',
  'answers-other': 'The LMS answers something that is not HACP.',
  'not-initialized': 'The LMS has forgotten the start of this session; we start it again, once.',
} as const;
export type CauseId = keyof typeof CAUSES;

/** What to do about a cause, one sentence or two each. */
export const CURES = {
  nothing: 'Nothing to do.',
  relaunch: 'Open the course once more from the LMS; what was watched is kept and goes with it.',
  'see-later-launch': 'Nothing to do here: look at that launch.',
  'sign-in-as-known': 'Sign in as the person whom the LMS knows, or let an admin look at the conflict.',
  'use-a-computer': 'Open it on a computer, or switch mobile reporting on for this organisation.',
  'new-attempt':
    'Start a new attempt in the LMS if the result should count; what was watched is kept and goes with it.',
  'open-enrolled': 'Open it as an enrolled learner.',
  'enrol-and-relaunch':
    'Is the learner still enrolled? Enrol, then: Open the course once more from the LMS; what was watched is kept and goes with it.',
  'next-launch': 'Nothing to do: what was watched goes with the learner’s next launch of this course.',
  'remove-mastery': 'Remove the mastery score from the activity in the LMS, and let the learner start a new attempt.',
  'mastery-if-wanted': 'Nothing to do; to see the percentage in the LMS, remove the mastery score there.',
  'ask-for-4': 'Nothing to do while results arrive; if they do not, ask its vendor for AICC 4.0.',
  enable: 'Enable it; everything that was kept is then sent.',
  'set-to-send': 'Set reporting to "send"; everything that was kept is then sent.',
  'end-preview': 'Set reporting to "send".',
  'list-again':
    'Put it back on the list, or: Open the course once more from the LMS; what was watched is kept and goes with it.',
  'we-wait': 'Nothing to do: we wait as long as it asks and try again.',
  'still-trying': 'We keep trying. If it stays, its administrator has to look at the LMS.',
  'tried-a-day':
    'We tried for a day. Open the course once more from the LMS; what was watched is kept and goes with it. If it stays, its administrator has to look at the LMS.',
  'behind-firewall': 'Is it behind a firewall (S20)? We keep trying.',
  'behind-firewall-tried':
    'Is it behind a firewall (S20)? We tried for a day. Open the course once more from the LMS; what was watched is kept and goes with it.',
  'check-name': 'Check the host name under LMS Settings, and that it is known on the public internet.',
  'public-address': 'An LMS behind a firewall cannot be integrated; give it a public address.',
  'check-host': 'Check host name, port and https under LMS Settings.',
  certificate: 'Its administrator has to install a valid certificate from a public CA.',
  'certificate-or-clock':
    'Its administrator has to install a valid certificate from a public CA, or set its clock right.',
  'certificate-or-name':
    'Its administrator has to install a valid certificate from a public CA for this host name; or check the host name under LMS Settings.',
  'certificate-chain': 'Its administrator has to add the intermediate certificate of its CA.',
  'newer-tls': 'Its administrator has to switch TLS 1.2 or newer on.',
  'check-port': 'Check the port under LMS Settings; an LMS without https has to be allowed there by name.',
  'allow-hacp': 'Switch "allow AICC HACP" on in the LMS, and check the host name.',
  'remove-password': 'Remove the password from the course in the LMS, or import the package once more.',
  'let-through':
    'Its administrator has to let HACP messages through: a firewall, a proxy or a sign-in page stands before them.',
  'see-trace': 'Look at the trace and ask the LMS administrator.',
  'we-ask-again': 'We ask again before we believe it.',
} as const;
export type CureId = keyof typeof CURES;

/** What the `{…}` of a sentence stand for. */
export type SentenceValues = Readonly<Record<string, string>>;

/** The sentence with its values put in; a value that is not given leaves its name standing. */
export function fillSentence(sentence: string, values: SentenceValues): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
