import { PROBE_CURES, PROBE_DETAILS } from '@aicc-bridge/contracts';
import { useMessages } from '../messages/use-messages.js';
import { inEnglish, inReadersLanguage, isIn, type SaidText } from '../verdicts/said-text.js';
import { probeCureWords, probeDetailWords } from './probe-words.js';
import type { ProbeStep } from './use-lms-test.js';

/** Every name that a step's sentence can have. */
const NO_VALUES = { protocol: '', days: '', ms: '', where: '', status: '', code: '', text: '' };

export interface ProbeTexts {
  readonly detail: (step: ProbeStep) => SaidText;
  readonly cure: (step: ProbeStep) => SaidText;
}

/** What a step of the test found and what to do, in the reader's language; what the network said stays as it is. */
export function useProbeTexts(): ProbeTexts {
  const details = useMessages(probeDetailWords);
  const cures = useMessages(probeCureWords);
  return {
    detail: ({ detail, detailId, values }) =>
      isIn(PROBE_DETAILS, detailId)
        ? inReadersLanguage(details(detailId, { ...NO_VALUES, ...values }))
        : inEnglish(detail),
    cure: ({ cure, cureId }) => (isIn(PROBE_CURES, cureId) ? inReadersLanguage(cures(cureId)) : inEnglish(cure ?? '')),
  };
}
