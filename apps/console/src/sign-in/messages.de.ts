import type { Translation } from '../messages/catalogue.js';
import type { en } from './messages.en.js';

export const de: Translation<typeof en> = {
  title: 'Anmelden',
  lead: 'An der Konsole anmelden',
  organisation: 'Organisation',
  'organisation.hint': 'Ihr Name oder ihre Kennung. Leer lassen, wenn Sie für den Anbieter arbeiten.',
  username: 'Benutzername',
  password: 'Passwort',
  submit: 'Anmelden',
  language: 'Sprache',
  learner: 'Dieses Konto öffnet Kurse, nicht die Konsole.',
  'learner.detail':
    'Öffnen Sie Ihren Kurs aus Ihrem LMS. Für die Konsole melden Sie sich mit einem Verwaltungskonto an.',
  'code.lead': 'Geben Sie den Code Ihrer App ein',
  'code.label': 'Sechs Ziffern',
  'code.hint': 'Ihre Authenticator-App zeigt alle 30 Sekunden einen neuen. Jeder gilt einmal.',
  back: 'Zurück',
  'enrol.lead': 'Richten Sie einen zweiten Faktor ein',
  'enrol.why': 'Ihre Rolle öffnet die Daten aller Organisationen, darum genügt ein Passwort allein nicht.',
  'enrol.add':
    'Fügen Sie diesen Schlüssel einer Authenticator-App hinzu, von Hand oder über den Link auf diesem Gerät:',
  'enrol.copy': 'Schlüssel kopieren',
  'enrol.link': 'In meiner App öffnen',
  'enrol.code': 'Geben Sie dann die sechs Ziffern ein, die die App zeigt',
  'enrol.submit': 'Bestätigen',
  'enrol.done':
    'Der zweite Faktor ist eingerichtet. Warten Sie auf den nächsten Code Ihrer App und melden Sie sich damit an.',
};
