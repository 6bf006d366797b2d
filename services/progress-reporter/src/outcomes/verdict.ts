import {
  type CauseId,
  CAUSES,
  type CureId,
  CURES,
  fillSentence,
  type SentenceValues,
  type Verdict as ToldVerdict,
} from '@aicc-bridge/contracts';

/** One sentence of cause and one of cure, for people, with the ids that find them in another language, and the clause that they rest on. */
export type Verdict = Required<ToldVerdict> & { readonly clause: string };

export function verdict(causeId: CauseId, cureId: CureId, clause: string, values: SentenceValues = {}): Verdict {
  return {
    cause: fillSentence(CAUSES[causeId], values),
    cure: fillSentence(CURES[cureId], values),
    causeId,
    cureId,
    values: { ...values },
    clause,
  };
}
