import type { Translation } from '../messages/catalogue.js';
import type { en } from './messages.en.js';

export const de: Translation<typeof en> = {
  rule: 'Regel {id}',
  close: 'Schließen',
  loading: 'Wird geladen',
  'try-again': 'Noch einmal versuchen',
  code: 'Kennung für den Support: {code}',
  copied: 'Kopiert',
  'copy-failed':
    'Der Browser erlaubt dieser Seite das Kopieren nicht. Markieren Sie den Text und kopieren Sie ihn selbst.',
  'no-network.title': 'Keine Antwort von der Bridge',
  'no-network.detail': 'Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal. Es wurde nichts geändert.',
  'too-slow.title': 'Die Bridge braucht zu lange für eine Antwort',
  'too-slow.detail': 'Vielleicht ist sie ausgelastet. Versuchen Sie es in einer Minute noch einmal.',
  'not-understood.title': 'Die Antwort war nicht lesbar',
  'not-understood.detail':
    'Diese Seite ist vielleicht älter als die Bridge. Laden Sie sie neu; hilft das nicht, geben Sie dem Support die Kennung.',
  'no-permission.title': 'Ihre Rolle öffnet diese Seite nicht',
  'no-permission.detail': 'Sie steht offen für: {roles}. Fragen Sie dort nach, oder bitten Sie um eine andere Rolle.',
  'not-found.title': 'Hier ist nichts',
  'role.publisher-admin': 'Verwaltung des Anbieters',
  'role.publisher-support': 'Support des Anbieters',
  'role.tenant-admin': 'Verwaltung der Organisation',
  'role.tenant-viewer': 'Leserolle der Organisation',
};
