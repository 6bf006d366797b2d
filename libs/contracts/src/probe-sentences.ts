/** What the steps of an integration test found, by id, as in `CAUSES`. What the network itself said of a failure has no id. */
export const PROBE_DETAILS = {
  listed: 'The host is on the list of this organisation.',
  'name-found': 'The name has an address.',
  public: 'The address is public.',
  'port-answers': 'The server answers at its port.',
  'known-later': 'Known once the steps before it have passed.',
  'known-at-launch': 'Known at the first launch, or with the address that the LMS gives there.',
  'no-certificate': 'There is none: the address is http.',
  unencrypted: 'Messages go unencrypted; whoever can listen can report for your learners.',
  trusted: 'Trusted, {protocol}, valid for {days} more days.',
  encrypted: 'Messages are encrypted.',
  took: '{ms} ms.',
  redirects: 'The LMS redirects to {where} (HTTP {status}).',
  'redirects-somewhere': 'The LMS redirects to another address (HTTP {status}).',
  status: 'HTTP {status}.',
  'speaks-hacp': 'error={code} {text}: it speaks HACP.',
  'takes-any-session': 'It takes a session that does not exist.',
  'not-found': 'HTTP 404: so answers Moodle to an unknown session, and any server to an unknown address.',
  'no-error-line': 'HTTP {status} without an "error=" line.',
} as const;
export type ProbeDetailId = keyof typeof PROBE_DETAILS;

/** What to do about a step that failed or warns. */
export const PROBE_CURES = {
  'add-host': 'Add the host name under LMS Settings first; nothing is sent to others (S29).',
  'public-name':
    'An LMS behind a firewall cannot be integrated (S20). Ask its administrator for a name that leads to a public address.',
  'check-spelling': 'Check the spelling, and that the name is known outside your own network.',
  firewall: 'Is the LMS behind a firewall (S20)? Its administrator has to let our address in.',
  'install-certificate': 'Install a valid certificate from a public CA, with its whole chain.',
  'look-at-load': 'The LMS takes connections and does not answer in time. Its administrator should look at its load.',
  'use-https': 'Use https if the LMS can.',
  renew: 'Renew it before it ends: no result can be reported after that.',
  slow: 'More than 10 s counts as no answer; ask the administrator about its load.',
  'allow-hacp': 'In Moodle: switch "allow AICC HACP" on. Elsewhere: give the host name that the LMS redirects to.',
  'ask-vendor': 'Ask the vendor: anybody could report there.',
  'launch-test-course': 'Launch the test course: that shows it for certain.',
  'not-hacp': 'This is not the address of a HACP endpoint.',
} as const;
export type ProbeCureId = keyof typeof PROBE_CURES;
