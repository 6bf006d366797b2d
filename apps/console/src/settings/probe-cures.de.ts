import type { PROBE_CURES } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const de: Translation<typeof PROBE_CURES> = {
  'add-host': 'Nehmen Sie den Hostnamen zuerst in den LMS-Einstellungen auf; an andere wird nichts gesendet (S29).',
  'public-name':
    'Ein LMS hinter einer Firewall kann nicht verbunden werden (S20). Fragen Sie seine Verwaltung nach einem Namen, der zu einer öffentlichen Adresse führt.',
  'check-spelling': 'Prüfen Sie die Schreibweise, und ob der Name außerhalb Ihres Netzes bekannt ist.',
  firewall: 'Steht das LMS hinter einer Firewall (S20)? Seine Verwaltung muss unsere Adresse hereinlassen.',
  'install-certificate': 'Richten Sie ein gültiges Zertifikat einer öffentlichen CA ein, mit der ganzen Kette.',
  'look-at-load':
    'Das LMS nimmt Verbindungen an und antwortet nicht rechtzeitig. Seine Verwaltung sollte die Auslastung ansehen.',
  'use-https': 'Nutzen Sie https, wenn das LMS es kann.',
  renew: 'Erneuern Sie es, bevor es endet: Danach kann kein Ergebnis gemeldet werden.',
  slow: 'Mehr als 10 s gilt als keine Antwort; fragen Sie die Verwaltung nach der Auslastung.',
  'allow-hacp': 'In Moodle: „allow AICC HACP“ einschalten. Sonst: den Hostnamen angeben, auf den das LMS umleitet.',
  'ask-vendor': 'Fragen Sie den Hersteller: So könnte dort jeder melden.',
  'launch-test-course': 'Starten Sie den Testkurs: Das zeigt es sicher.',
  'not-hacp': 'Das ist nicht die Adresse eines HACP-Endpunkts.',
};
