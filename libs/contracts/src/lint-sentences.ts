/** What a course loses in a package, by id, as in `CAUSES`. What the files themselves do wrong has no id: no course of ours has it. */
export const LINT_REASONS = {
  cut: '{what} characters at the end are cut off.',
  replaced: 'These characters are replaced or left out: {what}',
  'line-break': 'Line breaks become blanks.',
  folded: 'These letters become plain ASCII: {what}',
  'left-out': 'Only the first author is written; left out: {what}',
  'no-title': 'No character of the title can be written; the course id stands in its place.',
  'no-author': 'There is no author; "Unknown" stands in its place.',
  'no-description': 'There is no description.',
  'no-language': '"{what}" is no language.',
  'not-https': 'It is not https.',
  'replaces-itself': 'It replaces itself.',
  'replaced-not-retired': 'It has a replacement and is not retired.',
} as const;
export type LintReasonId = keyof typeof LINT_REASONS;

/** What to do about it. */
export const LINT_CURES = {
  shorter: 'Write a shorter text.',
  'plain-characters': 'Use letters, digits, blanks and . , : -',
  'one-paragraph': 'Write it as one paragraph.',
  'set-utf-8': 'If the LMS reads UTF-8, set the bundle’s charset to utf-8.',
  'first-author': 'Put the one to show first.',
  'title-in-letters': 'Give a title in letters.',
  'name-author': 'Name an author.',
  describe: 'Write a sentence: learners search in it.',
  'language-code': 'Write en, de, pt-BR …',
  'use-https': 'Use an https address.',
  'other-course': 'Name another course, or none.',
  retire: 'Retire it, or say when with retiredAt.',
} as const;
export type LintCureId = keyof typeof LINT_CURES;
