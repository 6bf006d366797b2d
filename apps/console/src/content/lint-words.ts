import { LINT_CURES, LINT_REASONS } from '@aicc-bridge/contracts';
import { catalogue } from '../messages/catalogue.js';

/** Their English is the API's own; an id without a translation does not compile. */
export const lintReasonWords = catalogue(LINT_REASONS, {
  de: () => import('./lint-reasons.de.js').then(({ de }) => de),
  ar: () => import('./lint-reasons.ar.js').then(({ ar }) => ar),
});
export const lintCureWords = catalogue(LINT_CURES, {
  de: () => import('./lint-cures.de.js').then(({ de }) => de),
  ar: () => import('./lint-cures.ar.js').then(({ ar }) => ar),
});
