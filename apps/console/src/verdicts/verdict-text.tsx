import type { ReactNode } from 'react';
import { Said } from './said-text.js';
import { type SaidCause, type SaidCure, useVerdictTexts } from './use-verdict-texts.js';

/** The sentence of a cause in the reader's language. */
export function CauseText({ said }: { readonly said: SaidCause }): ReactNode {
  return <Said {...useVerdictTexts().cause(said)} />;
}

/** The sentence of a cure. */
export function CureText({ said }: { readonly said: SaidCure }): ReactNode {
  return <Said {...useVerdictTexts().cure(said)} />;
}

/** The sentence of a rule; the id itself for one that this console does not know yet. */
export function RuleText({ id }: { readonly id: string }): ReactNode {
  return <Said {...useVerdictTexts().rule(id)} />;
}
