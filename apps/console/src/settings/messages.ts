import { catalogue } from '../messages/catalogue.js';
import { en } from './messages.en.js';

export const settingsWords = catalogue(en, {
  de: () => import('./messages.de.js').then(({ de }) => de),
  ar: () => import('./messages.ar.js').then(({ ar }) => ar),
});
