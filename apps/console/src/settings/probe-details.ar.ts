import type { PROBE_DETAILS } from '@aicc-bridge/contracts';
import type { Translation } from '../messages/catalogue.js';

export const ar: Translation<typeof PROBE_DETAILS> = {
  listed: 'المضيف في قائمة هذه المؤسسة.',
  'name-found': 'للاسم عنوان.',
  public: 'العنوان عام.',
  'port-answers': 'يرد الخادم على منفذه.',
  'known-later': 'يُعرف بعد نجاح الخطوات السابقة.',
  'known-at-launch': 'يُعرف عند أول فتح، أو بالعنوان الذي يعطيه النظام عندها.',
  'no-certificate': 'لا توجد شهادة: العنوان http.',
  unencrypted: 'تُرسل الرسائل بلا تشفير؛ من يستطيع التنصت يستطيع الإبلاغ باسم متعلميكم.',
  trusted: 'موثوقة، {protocol}، صالحة {days} يومًا أخرى.',
  encrypted: 'الرسائل مشفرة.',
  took: '{ms} مللي ثانية.',
  redirects: 'يحوّل النظام إلى {where} (HTTP {status}).',
  'redirects-somewhere': 'يحوّل النظام إلى عنوان آخر (HTTP {status}).',
  status: 'HTTP {status}.',
  'speaks-hacp': 'error={code} {text}: يتحدث HACP.',
  'takes-any-session': 'يقبل جلسة لا وجود لها.',
  'not-found': 'HTTP 404: هكذا يرد Moodle على جلسة مجهولة، وأي خادم على عنوان مجهول.',
  'no-error-line': 'HTTP {status} بلا سطر «error=».',
};
