import type { LINT_REASONS } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const ar: Translation<typeof LINT_REASONS> = {
  cut: 'تُقطع {what} من الرموز في النهاية.',
  replaced: 'تُستبدل هذه الرموز أو تُحذف: {what}',
  'line-break': 'تصبح فواصل الأسطر مسافات.',
  folded: 'تصبح هذه الحروف ASCII بسيطة: {what}',
  'left-out': 'يُكتب المؤلف الأول فقط؛ حُذف: {what}',
  'no-title': 'لا يمكن كتابة أي رمز من العنوان؛ يحل محله معرّف المقرر.',
  'no-author': 'لا يوجد مؤلف؛ تُكتب «Unknown» مكانه.',
  'no-description': 'لا يوجد وصف.',
  'no-language': '«{what}» ليست لغة.',
  'not-https': 'ليس https.',
  'replaces-itself': 'يستبدل نفسه.',
  'replaced-not-retired': 'له بديل ولم يُسحب.',
};
