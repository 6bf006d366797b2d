import type { CURES } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const de: Translation<typeof CURES> = {
  nothing: 'Nichts zu tun.',
  relaunch: 'Den Kurs noch einmal aus dem LMS öffnen; Gesehenes ist aufgehoben und geht mit.',
  'see-later-launch': 'Hier nichts zu tun: Sehen Sie sich jenen Start an.',
  'sign-in-as-known':
    'Melden Sie sich als die Person an, die das LMS kennt, oder lassen Sie die Verwaltung den Widerspruch ansehen.',
  'use-a-computer':
    'Öffnen Sie ihn an einem Computer, oder schalten Sie die Meldung von Telefonen für diese Organisation ein.',
  'new-attempt':
    'Beginnen Sie im LMS einen neuen Versuch, wenn das Ergebnis zählen soll; Gesehenes ist aufgehoben und geht mit.',
  'open-enrolled': 'Öffnen Sie ihn als eingeschriebene Person.',
  'enrol-and-relaunch':
    'Ist die Person noch eingeschrieben? Einschreiben, dann: Den Kurs noch einmal aus dem LMS öffnen; Gesehenes ist aufgehoben und geht mit.',
  'next-launch': 'Nichts zu tun: Gesehenes geht mit dem nächsten Start dieses Kurses durch diese Person.',
  'remove-mastery':
    'Entfernen Sie die Bestehensgrenze der Aktivität im LMS, und lassen Sie die Person einen neuen Versuch beginnen.',
  'mastery-if-wanted': 'Nichts zu tun; wer den Prozentwert im LMS sehen will, entfernt dort die Bestehensgrenze.',
  'ask-for-4': 'Nichts zu tun, solange Ergebnisse ankommen; sonst fragen Sie den Hersteller nach AICC 4.0.',
  enable: 'Schalten Sie sie ein; alles Aufgehobene wird dann gesendet.',
  'set-to-send': 'Stellen Sie das Berichten auf „Senden“; alles Aufgehobene wird dann gesendet.',
  'end-preview': 'Stellen Sie das Berichten auf „Senden“.',
  'list-again':
    'Nehmen Sie ihn wieder in die Liste auf, oder: Den Kurs noch einmal aus dem LMS öffnen; Gesehenes ist aufgehoben und geht mit.',
  'we-wait': 'Nichts zu tun: Wir warten, so lange es verlangt, und versuchen es wieder.',
  'still-trying': 'Wir versuchen es weiter. Bleibt es so, muss die Verwaltung des LMS danach sehen.',
  'tried-a-day':
    'Wir haben es einen Tag lang versucht. Den Kurs noch einmal aus dem LMS öffnen; Gesehenes ist aufgehoben und geht mit. Bleibt es so, muss die Verwaltung des LMS danach sehen.',
  'behind-firewall': 'Steht es hinter einer Firewall (S20)? Wir versuchen es weiter.',
  'behind-firewall-tried':
    'Steht es hinter einer Firewall (S20)? Wir haben es einen Tag lang versucht. Den Kurs noch einmal aus dem LMS öffnen; Gesehenes ist aufgehoben und geht mit.',
  'check-name': 'Prüfen Sie den Hostnamen in den LMS-Einstellungen, und ob er im öffentlichen Internet bekannt ist.',
  'public-address':
    'Ein LMS hinter einer Firewall kann nicht verbunden werden; geben Sie ihm eine öffentliche Adresse.',
  'check-host': 'Prüfen Sie Hostname, Port und https in den LMS-Einstellungen.',
  certificate: 'Seine Verwaltung muss ein gültiges Zertifikat einer öffentlichen CA einrichten.',
  'certificate-or-clock':
    'Seine Verwaltung muss ein gültiges Zertifikat einer öffentlichen CA einrichten oder seine Uhr stellen.',
  'certificate-or-name':
    'Seine Verwaltung muss ein gültiges Zertifikat einer öffentlichen CA für diesen Hostnamen einrichten; oder prüfen Sie den Hostnamen in den LMS-Einstellungen.',
  'certificate-chain': 'Seine Verwaltung muss das Zwischenzertifikat seiner CA ergänzen.',
  'newer-tls': 'Seine Verwaltung muss TLS 1.2 oder neuer einschalten.',
  'check-port':
    'Prüfen Sie den Port in den LMS-Einstellungen; ein LMS ohne https muss dort ausdrücklich erlaubt werden.',
  'allow-hacp': 'Schalten Sie im LMS „allow AICC HACP“ ein, und prüfen Sie den Hostnamen.',
  'remove-password': 'Entfernen Sie das Passwort des Kurses im LMS, oder importieren Sie das Paket noch einmal.',
  'let-through':
    'Seine Verwaltung muss HACP-Nachrichten durchlassen: Davor steht eine Firewall, ein Proxy oder eine Anmeldeseite.',
  'see-trace': 'Sehen Sie sich den Austausch an, und fragen Sie die Verwaltung des LMS.',
  'we-ask-again': 'Wir fragen noch einmal, bevor wir es glauben.',
};
