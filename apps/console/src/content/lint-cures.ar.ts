import type { LINT_CURES } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const ar: Translation<typeof LINT_CURES> = {
  shorter: 'اكتب نصًا أقصر.',
  'plain-characters': 'استخدم الحروف والأرقام والمسافات و . , : -',
  'one-paragraph': 'اكتبه فقرة واحدة.',
  'set-utf-8': 'إن كان النظام يقرأ UTF-8 فاضبط ترميز الحزمة على utf-8.',
  'first-author': 'ضع أولًا من يجب أن يُعرض.',
  'title-in-letters': 'أعط عنوانًا بالحروف.',
  'name-author': 'اذكر مؤلفًا.',
  describe: 'اكتب جملة: يبحث المتعلمون فيها.',
  'language-code': 'اكتب en أو de أو pt-BR …',
  'use-https': 'استخدم عنوان https.',
  'other-course': 'اذكر مقررًا آخر أو لا شيء.',
  retire: 'اسحبه، أو قل متى بواسطة retiredAt.',
};
