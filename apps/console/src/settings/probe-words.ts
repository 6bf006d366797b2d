import { PROBE_CURES, PROBE_DETAILS } from '@aicc-bridge/contracts';
import { catalogue } from '../messages/catalogue.js';

/** Their English is the API's own; an id without a translation does not compile. */
export const probeDetailWords = catalogue(PROBE_DETAILS, {
  de: () => import('./probe-details.de.js').then(({ de }) => de),
  ar: () => import('./probe-details.ar.js').then(({ ar }) => ar),
});
export const probeCureWords = catalogue(PROBE_CURES, {
  de: () => import('./probe-cures.de.js').then(({ de }) => de),
  ar: () => import('./probe-cures.ar.js').then(({ ar }) => ar),
});
