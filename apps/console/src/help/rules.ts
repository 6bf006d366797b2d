/** The rules that the guide explains, by what a reader looks for. Ids are those that appear wherever a rule decides something. */
export const RULE_GROUPS = {
  packages: ['S10', 'S11', 'S13', 'S40'],
  lms: ['S20', 'S28', 'S29', 'S30', 'S32'],
  reported: ['S15', 'S50', 'S51', 'S53', 'S54'],
  other: ['identity', 'missing-sid', 'unknown-key', 'revoked-key', 'unknown-course', 'preview', 'lms-error', 'erased'],
} as const;

export const RULE_GROUP_NAMES = ['packages', 'lms', 'reported', 'other'] as const;
