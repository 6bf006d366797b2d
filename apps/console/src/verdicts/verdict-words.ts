import { CAUSES, CURES, RULES } from '@aicc-bridge/contracts';
import { catalogue } from '../messages/catalogue.js';

/** Their English is the API's own, so that it is the same everywhere; an id without a translation does not compile. */
export const causeWords = catalogue(CAUSES, {
  de: () => import('./causes.de.js').then(({ de }) => de),
  ar: () => import('./causes.ar.js').then(({ ar }) => ar),
});
export const cureWords = catalogue(CURES, {
  de: () => import('./cures.de.js').then(({ de }) => de),
  ar: () => import('./cures.ar.js').then(({ ar }) => ar),
});
export const ruleWords = catalogue(RULES, {
  de: () => import('./rules.de.js').then(({ de }) => de),
  ar: () => import('./rules.ar.js').then(({ ar }) => ar),
});
