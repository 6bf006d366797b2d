/**
 * The rules that can refuse, ignore or hold something, shown wherever a person could ask why.
 * S numbers are the product's features, the others are causes that have no S number (design §4).
 */
export const RULES = {
  S15: 'AICC is not authentication: sign in before you see content.',
  S28: 'The host name of the LMS: a name and a port, nothing else.',
  S29: 'The host of aicc_url is not on the list of this organisation.',
  S30: 'The host name was changed; sessions of the old host get nothing more.',
  S32: 'The integration is disabled.',
  S40: 'Packages can be downloaded once the integration is enabled.',
  S50: 'Only what was opened from the LMS is reported.',
  S51: 'Only the course that was opened from the LMS is reported.',
  S53: 'What is watched on a phone or tablet is not reported.',
  S54: 'Who is not signed in is not reported.',
  identity: 'This Student_ID of the LMS belongs to another learner here.',
  'missing-sid': 'The LMS sent no aicc_sid or no aicc_url.',
  'unknown-key': 'The launch address is not known.',
  'revoked-key': 'The launch address was revoked.',
  'unknown-course': 'The course is not known.',
  preview: 'This organisation is in preview: everything runs, nothing is sent.',
  erased: 'The data of this learner was erased.',
  'lms-error': 'The LMS refused for good.',
} as const;

export type RuleId = keyof typeof RULES;
export const RULE_IDS = Object.keys(RULES) as [RuleId, ...RuleId[]];
