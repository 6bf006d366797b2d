import type { RULES } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const de: Translation<typeof RULES> = {
  S15: 'AICC ist keine Anmeldung: Wer Inhalte sehen will, meldet sich vorher an.',
  S28: 'Der Hostname des LMS: ein Name und ein Port, sonst nichts.',
  S29: 'Der Host von aicc_url steht nicht auf der Liste dieser Organisation.',
  S30: 'Der Hostname wurde geändert; Sitzungen des alten Hosts bekommen nichts mehr.',
  S32: 'Die Integration ist ausgeschaltet.',
  S40: 'Pakete können heruntergeladen werden, sobald die Integration eingeschaltet ist.',
  S50: 'Gemeldet wird nur, was aus dem LMS geöffnet wurde.',
  S51: 'Gemeldet wird nur der Kurs, der aus dem LMS geöffnet wurde.',
  S53: 'Was auf einem Telefon oder Tablet gesehen wird, wird nicht gemeldet.',
  S54: 'Wer nicht angemeldet ist, wird nicht gemeldet.',
  identity: 'Diese Student_ID des LMS gehört hier einer anderen Person.',
  'missing-sid': 'Das LMS hat keine aicc_sid oder keine aicc_url gesendet.',
  'unknown-key': 'Die Startadresse ist nicht bekannt.',
  'revoked-key': 'Die Startadresse wurde widerrufen.',
  'unknown-course': 'Der Kurs ist nicht bekannt.',
  preview: 'Diese Organisation ist in der Vorschau: Alles läuft, nichts wird gesendet.',
  erased: 'Die Daten dieser Person wurden gelöscht.',
  'lms-error': 'Das LMS hat endgültig abgelehnt.',
};
