import { catalogue } from '../messages/catalogue.js';
import { en } from './test-words.en.js';

export const testWords = catalogue(en, {
  de: () => import('./test-words.de.js').then(({ de }) => de),
  ar: () => import('./test-words.ar.js').then(({ ar }) => ar),
});
