import { CAUSES, CURES, RULES, type SentenceValues } from '@aicc-bridge/contracts';
import { useMessages } from '../messages/use-messages.js';
import { inEnglish, inReadersLanguage, isIn, type SaidText } from './said-text.js';
import { causeWords, cureWords, ruleWords } from './verdict-words.js';

/** Every name that a cause's sentence can have. */
const NO_VALUES = { minutes: '', score: '', version: '', status: '', error: '' };

export interface SaidCause {
  readonly cause: string;
  readonly causeId?: string | null | undefined;
  readonly values?: SentenceValues | null | undefined;
}
export interface SaidCure {
  readonly cure: string;
  readonly cureId?: string | null | undefined;
}

export interface VerdictTexts {
  readonly cause: (said: SaidCause) => SaidText;
  readonly cure: (said: SaidCure) => SaidText;
  readonly rule: (ruleId: string) => SaidText;
}

/** Causes, cures and rules in the reader's language; what this console does not know yet stays in the API's English. */
export function useVerdictTexts(): VerdictTexts {
  const causes = useMessages(causeWords);
  const cures = useMessages(cureWords);
  const rules = useMessages(ruleWords);
  return {
    cause: ({ cause, causeId, values }) =>
      isIn(CAUSES, causeId) ? inReadersLanguage(causes(causeId, { ...NO_VALUES, ...values })) : inEnglish(cause),
    cure: ({ cure, cureId }) => (isIn(CURES, cureId) ? inReadersLanguage(cures(cureId)) : inEnglish(cure)),
    rule: (ruleId) => (isIn(RULES, ruleId) ? inReadersLanguage(rules(ruleId)) : inEnglish(ruleId)),
  };
}
