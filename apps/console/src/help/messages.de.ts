import type { Translation } from '../messages/catalogue.js';
import type { en } from './messages.en.js';

export const de: Translation<typeof en> = {
  title: 'Anleitung für LMS-Administratoren',
  lead: 'Ihre Kurse in Ihrem LMS, das Lernen hier, und der Fortschritt zurück, wo Sie ihn brauchen.',
  toc: 'Auf dieser Seite',
  benefits: 'Nutzen',
  'benefit.1': 'Ein Ort zum Lernen',
  'benefit.1.says': 'Lernende suchen, finden und öffnen Kurse in dem LMS, das sie kennen.',
  'benefit.2': 'Fortschritt ohne Nachfragen',
  'benefit.2.says':
    'Prozent, 0 bis 100, und ein Status, unvollständig oder vollständig, kommen innerhalb von Sekunden an.',
  'benefit.3': 'Nichts zu hosten',
  'benefit.3.says': 'Pakete enthalten Titel und Beschreibungen. Videos bleiben hier und sind immer aktuell.',
  'benefit.4': 'Jeder Zweifel lässt sich klären',
  'benefit.4.says': 'Jeder Start zeigt, was Ihr LMS hat, was wir haben, und warum es sich unterscheidet.',
  requirements: 'Technische Voraussetzungen',
  'requirements.says':
    'Die Integration spricht AICC 4.0 über HACP, mit https. Wenn Sie nicht sicher sind, welche AICC-Version Ihr LMS kann, fragen Sie seinen Anbieter. Diese Regeln gelten; dieselben Kennungen stehen überall, wo eine Regel etwas entscheidet.',
  why: 'Warum:',
  'group.packages': 'Was Pakete sind',
  'group.lms': 'Was Ihr LMS braucht',
  'group.reported': 'Was gemeldet wird',
  'group.other': 'Was sonst etwas ablehnen oder aufhalten kann',
  S10: 'Ein Paket enthält keine Medien. Alle Inhalte liegen hier und werden hier gesehen.',
  'S10.why': 'So dauert ein Import Sekunden, und ein berichtigtes Video ist überall berichtigt.',
  S11: 'SCORM-Pakete gibt es nicht.',
  'S11.why':
    'SCORM hängt am letzten Atemzug des Browsers und verliert Daten, wenn ein Fenster schließt; hier meldet der Server.',
  S13: 'AICC 3.5 und 2.2 werden nicht unterstützt, nur 4.0. Antwortet ein LMS mit einer anderen Nummer, steht das als Warnung da.',
  'S13.why': 'Viele LMS nennen eine alte Nummer und funktionieren; es zählt, ob Fortschritt ankommt.',
  S40: 'Pakete, auch einzelner Kurse, gibt es, sobald die Integration eingeschaltet ist.',
  'S40.why': 'Ein früher importierter Kurs würde seine Lernenden ablehnen.',
  S20: 'Es muss über das Internet erreichbar sein. Eines hinter einer Firewall kann nicht verbunden werden.',
  'S20.why':
    'Der Server hier spricht selbst mit dem LMS. Private Adressen werden abgelehnt, damit niemand uns von innen auf ein Netz richten kann.',
  S28: 'Der Hostname ist ein Name, mit Port, wenn es nicht 443 ist. Kein https://, kein Pfad, keine Zahlenadresse, kein Platzhalter.',
  'S28.why': 'Er wird Buchstabe für Buchstabe mit der Adresse verglichen, die das LMS nennt.',
  S29: 'Nur Hosts auf Ihrer Liste bekommen Fortschritt. Ein Start von jedem anderen Host wird abgelehnt.',
  'S29.why': 'Ein weitergegebenes Paket darf die Daten Ihrer Lernenden nicht zu Fremden tragen.',
  S30: 'Ändert sich ein Hostname, nutzen neue Starts den neuen; offene Sitzungen müssen neu gestartet werden.',
  'S30.why': 'Eine Sitzung gehört zu der Adresse, von der sie kam. Gesehenes bleibt und geht mit dem nächsten Start.',
  S32: 'Ist die Integration ausgeschaltet, werden Starts und Downloads abgelehnt, und nichts wird gesendet.',
  'S32.why': 'Aus heißt aus. Einstellungen und Fortschritt bleiben und gehen nach dem Einschalten weiter.',
  S15: 'Alle melden sich an, bevor sie Inhalte sehen. AICC beweist nicht, wer jemand ist.',
  'S15.why': 'Die Adresse eines Kurses lässt sich kopieren; nur die Anmeldung sagt, wer zusieht.',
  S50: 'Gemeldet wird nur, was aus dem LMS geöffnet wurde.',
  'S50.why': 'Nur dann gibt es eine Sitzung des LMS, an die gemeldet werden kann.',
  S51: 'Gemeldet wird nur der geöffnete Kurs, nicht ein anderer, der danach gesehen wird.',
  'S51.why': 'Die Sitzung des LMS gilt diesem einen Kurs.',
  S53: 'Kurse laufen auch auf dem Telefon, aber das wird nicht gemeldet.',
  'S53.why':
    'Apps von LMS öffnen Kurse oft außerhalb einer Sitzung. Eine Organisation kann es einschalten, über die Standardregeln hinaus.',
  S54: 'Ohne Anmeldung wird nichts gezeigt, also auch nichts gemeldet.',
  'S54.why': 'Es gibt niemanden, für den gemeldet werden könnte.',
  identity:
    'Eine Kennung des LMS gehört zu einer lernenden Person hier. Eine zweite mit derselben Kennung wird abgelehnt.',
  'identity.why':
    'Fortschritt darf nicht bei jemand anderem landen. Ein Administrator kann eine neue Kennung annehmen.',
  'missing-sid': 'Ohne Sitzungskennung oder Rückadresse läuft der Kurs, und nichts wird gemeldet.',
  'missing-sid.why': 'Das LMS hat nicht gesagt, wohin. Prüfen Sie, wie der Kurs importiert wurde.',
  'unknown-key': 'Eine Startadresse mit einem Schlüssel, den niemand hat, wird abgelehnt.',
  'unknown-key.why': 'Die Adresse wurde beschädigt oder gehört zu einem anderen System.',
  'revoked-key': 'Eine Startadresse mit einem widerrufenen Schlüssel wird abgelehnt.',
  'revoked-key.why': 'Ein Administrator hat einen neuen Schlüssel erzeugt. Importieren Sie die Pakete noch einmal.',
  'unknown-course': 'Ein Kurs, der nicht im Katalog steht, wird abgelehnt.',
  'unknown-course.why': 'Er wurde entfernt, oder die Adresse ist beschädigt.',
  preview: 'Bei „Nur Vorschau“ läuft alles und wird aufgezeichnet, und nichts wird gesendet.',
  'preview.why': 'So sehen Sie, was gesendet würde, bevor sich die Daten Ihrer Lernenden ändern.',
  'lms-error': 'Ein LMS, das endgültig ablehnt, bekommt für diesen Start nichts mehr.',
  'lms-error.why': 'Nachfragen würde seine Antwort nicht ändern. Die Seite des Starts zitiert sie.',
  erased: 'Was von einer gelöschten Person nicht zugestellt war, verfällt.',
  'erased.why': 'Es gehört jemandem, dessen Daten verschwinden sollten.',
  faq: 'Häufige Fragen',
  'faq.host': 'Was ist mein Hostname?',
  'faq.host.says':
    'Der Teil der Adresse Ihres LMS zwischen https:// und dem nächsten Schrägstrich, zum Beispiel learn.acme.example. Fragen Sie den LMS-Administrator, den Systemadministrator oder den Anbieter des LMS.',
  'faq.why': 'Jemand ist fertig, aber das LMS sagt: nicht fertig. Warum?',
  'faq.why.says':
    'Öffnen Sie Berichte, Starts und suchen Sie nach der Person oder der Quittung. Der erste Satz der Seite nennt Ursache und Abhilfe. Meist hatte das LMS seine Sitzung beendet; dann wird der Kurs noch einmal geöffnet.',
  'faq.new': 'Wie füge ich nur die neuen Kurse hinzu?',
  'faq.new.says':
    'Wählen Sie in Einstellungen, LMS-Einstellungen, AICC-Pakete herunterladen „Pakete für jeden neuen Kurs seit“ Ihrem letzten Download. Manche LMS legen von einem zweimal importierten Kurs eine zweite Kopie an.',
  'faq.back': 'Wird ein abgeschlossener Kurs je wieder unvollständig?',
  'faq.back.says': 'Nein. Wir lesen zuerst, was Ihr LMS hat, und senden nie weniger.',
  'faq.one': 'Lässt sich ein einzelner Kurs herunterladen?',
  'faq.one.says':
    'Ja. Suchen Sie ihn unter Inhalte, öffnen Sie ihn, und wählen Sie Herunterladen im Abschnitt LMS-Datei. Die Integration muss eingeschaltet sein.',
  'faq.off': 'Was passiert, wenn ich die Integration ausschalte?',
  'faq.off.says': 'Starts und Downloads enden. Einstellungen und nicht zugestellter Fortschritt bleiben.',
  'faq.firewall': 'Kann eine Firewall für Sie geöffnet werden?',
  'faq.firewall.says':
    'Wenn Ihr LMS von unseren Adressen aus über das Internet erreichbar ist, ja. Fragen Sie den Verlag nach den Adressen, von denen Anfragen kommen. Eine private Adresse wird trotzdem abgelehnt.',
  guides: 'Ihr LMS, Schritt für Schritt',
  'guides.says': 'Aus den Profilen gemacht, mit denen die Brücke arbeitet: was hier steht, tut sie.',
  'guide.import':
    'Wählen Sie in den LMS-Einstellungen das Profil {name}, geben Sie den Hostnamen an, schalten Sie die Integration ein, und laden Sie die Pakete herunter.',
  'guide.upload':
    'Importieren Sie höchstens {count} Kurse auf einmal. Jeder Kurs ist eine eigene Zip-Datei mit vier Dateien an der Wurzel; importieren Sie sie als AICC.',
  'guide.upload.joined':
    'Importieren Sie höchstens {count} Kurse auf einmal; eine Zip-Datei enthält die Dateien mehrerer Kurse. Importieren Sie sie als AICC.',
  'guide.mastery':
    'Lassen Sie die Bestehensgrenze des Kurses leer, sonst nennt das LMS jemanden vielleicht durchgefallen.',
  'guide.window':
    'Lassen Sie Kurse in einem eigenen Fenster oder Rahmen öffnen, und erlauben Sie dort die Adresse des Verlags.',
  'guide.test':
    'Importieren Sie zuerst Connection Check und öffnen Sie ihn als Testperson: „Integration testen“ zeigt, was Ihr LMS antwortet.',
};
