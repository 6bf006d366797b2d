import type { PROBE_DETAILS } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const de: Translation<typeof PROBE_DETAILS> = {
  listed: 'Der Host steht auf der Liste dieser Organisation.',
  'name-found': 'Der Name hat eine Adresse.',
  public: 'Die Adresse ist öffentlich.',
  'port-answers': 'Der Server antwortet an seinem Port.',
  'known-later': 'Bekannt, sobald die Schritte davor bestanden sind.',
  'known-at-launch': 'Bekannt beim ersten Start, oder mit der Adresse, die das LMS dabei nennt.',
  'no-certificate': 'Es gibt keines: Die Adresse ist http.',
  unencrypted: 'Nachrichten gehen unverschlüsselt; wer mithören kann, kann für Ihre Lernenden melden.',
  trusted: 'Vertraut, {protocol}, noch {days} Tage gültig.',
  encrypted: 'Nachrichten sind verschlüsselt.',
  took: '{ms} ms.',
  redirects: 'Das LMS leitet auf {where} um (HTTP {status}).',
  'redirects-somewhere': 'Das LMS leitet auf eine andere Adresse um (HTTP {status}).',
  status: 'HTTP {status}.',
  'speaks-hacp': 'error={code} {text}: Es spricht HACP.',
  'takes-any-session': 'Es nimmt eine Sitzung an, die es nicht gibt.',
  'not-found':
    'HTTP 404: So antwortet Moodle auf eine unbekannte Sitzung und jeder Server auf eine unbekannte Adresse.',
  'no-error-line': 'HTTP {status} ohne eine Zeile „error=“.',
};
