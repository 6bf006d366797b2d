import type { LINT_REASONS } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const de: Translation<typeof LINT_REASONS> = {
  cut: '{what} Zeichen am Ende werden abgeschnitten.',
  replaced: 'Diese Zeichen werden ersetzt oder weggelassen: {what}',
  'line-break': 'Zeilenumbrüche werden zu Leerzeichen.',
  folded: 'Diese Buchstaben werden zu reinem ASCII: {what}',
  'left-out': 'Geschrieben wird nur, wer zuerst genannt ist; weggelassen: {what}',
  'no-title': 'Kein Zeichen des Titels kann geschrieben werden; an seiner Stelle steht die Kurskennung.',
  'no-author': 'Es gibt keine Autorin und keinen Autor; dort steht „Unknown“.',
  'no-description': 'Es gibt keine Beschreibung.',
  'no-language': '„{what}“ ist keine Sprache.',
  'not-https': 'Sie ist nicht https.',
  'replaces-itself': 'Er ersetzt sich selbst.',
  'replaced-not-retired': 'Er hat einen Ersatz und ist nicht zurückgezogen.',
};
