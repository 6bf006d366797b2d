import type { Translation } from '../messages/catalogue.js';
import type { en } from './messages.en.js';

export const de: Translation<typeof en> = {
  skip: 'Zum Inhalt springen',
  'brand.home': 'aicc-bridge, Startseite',
  menu: 'Hauptmenü',
  'menu.home': 'Start',
  'menu.people': 'Personen',
  'menu.content': 'Inhalte',
  'menu.reports': 'Berichte',
  'menu.settings': 'Einstellungen',
  help: 'Hilfe',
  tenant: 'Organisation:',
  'tenant.all': 'Alle Organisationen',
  'tenant.choose': 'Organisation wählen',
  'tenant.search': 'Name der Organisation',
  'tenant.none': 'Keine Organisation heißt so.',
  'tenant.needed': 'Wählen Sie zuerst eine Organisation',
  'tenant.needed.detail': 'Diese Seite handelt von einer Organisation. Nehmen Sie eine aus der Liste oben.',
  account: '{name}, Ihr Konto',
  'account.title': 'Ihr Konto',
  'sign-out': 'Abmelden',
  language: 'Sprache',
  'theme.system': 'Farben: wie das System. Auf hell stellen',
  'theme.light': 'Farben: hell. Auf dunkel stellen',
  'theme.dark': 'Farben: dunkel. Auf die des Systems stellen',
  'page.failed': 'Diese Seite ist abgebrochen',
  'page.failed.detail':
    'Der Rest der Konsole funktioniert. Versuchen Sie es noch einmal; bricht sie wieder ab, geben Sie dem Support die Kennung.',
  'page.missing': 'Diese Seite gibt es nicht',
  'page.missing.detail':
    'Die Adresse ist vielleicht alt oder vertippt. Gehen Sie über das Menü oder die Startseite weiter.',
  'page.start': 'Zur Startseite',
  'over.title': 'Ihre Sitzung ist abgelaufen',
  'over.detail': 'Die Seite bleibt, wie sie ist. Melden Sie sich wieder an, um weiterzumachen.',
};
