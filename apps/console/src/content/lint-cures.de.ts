import type { LINT_CURES } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const de: Translation<typeof LINT_CURES> = {
  shorter: 'Schreiben Sie einen kürzeren Text.',
  'plain-characters': 'Nutzen Sie Buchstaben, Ziffern, Leerzeichen und . , : -',
  'one-paragraph': 'Schreiben Sie ihn als einen Absatz.',
  'set-utf-8': 'Liest das LMS UTF-8, stellen Sie den Zeichensatz des Pakets auf utf-8.',
  'first-author': 'Nennen Sie zuerst, wer gezeigt werden soll.',
  'title-in-letters': 'Geben Sie einen Titel aus Buchstaben.',
  'name-author': 'Nennen Sie eine Autorin oder einen Autor.',
  describe: 'Schreiben Sie einen Satz: Lernende suchen darin.',
  'language-code': 'Schreiben Sie en, de, pt-BR …',
  'use-https': 'Nutzen Sie eine https-Adresse.',
  'other-course': 'Nennen Sie einen anderen Kurs oder keinen.',
  retire: 'Ziehen Sie ihn zurück, oder sagen Sie mit retiredAt, wann.',
};
