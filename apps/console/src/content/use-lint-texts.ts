import { LINT_CURES, LINT_REASONS } from '@aicc-bridge/contracts';
import { useMessages } from '../messages/use-messages.js';
import { inEnglish, inReadersLanguage, isIn, type SaidText } from '../verdicts/said-text.js';
import type { CourseCheck } from './courses.js';
import { lintCureWords, lintReasonWords } from './lint-words.js';

type Finding = CourseCheck['findings'][number];

export interface LintTexts {
  readonly reason: (finding: Finding) => SaidText;
  readonly cure: (finding: Finding) => SaidText;
}

/** What a course loses and what to do, in the reader's language. */
export function useLintTexts(): LintTexts {
  const reasons = useMessages(lintReasonWords);
  const cures = useMessages(lintCureWords);
  return {
    reason: ({ reason, reasonId, values }) =>
      isIn(LINT_REASONS, reasonId) ? inReadersLanguage(reasons(reasonId, { what: '', ...values })) : inEnglish(reason),
    cure: ({ cure, cureId }) => (isIn(LINT_CURES, cureId) ? inReadersLanguage(cures(cureId)) : inEnglish(cure)),
  };
}
