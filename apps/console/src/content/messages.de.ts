import type { Translation } from '../messages/catalogue.js';
import type { en } from './messages.en.js';

export const de: Translation<typeof en> = { title: 'Inhalte' };
