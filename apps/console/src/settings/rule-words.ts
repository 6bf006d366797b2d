import { catalogue } from '../messages/catalogue.js';
import { en } from './rule-words.en.js';

export const ruleWords = catalogue(en, {
  de: () => import('./rule-words.de.js').then(({ de }) => de),
  ar: () => import('./rule-words.ar.js').then(({ ar }) => ar),
});
