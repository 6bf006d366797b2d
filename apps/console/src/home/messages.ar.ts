import type { Translation } from '../messages/catalogue.js';
import type { en } from './messages.en.js';

export const ar: Translation<typeof en> = { title: 'الحالة' };
