import type { Translation } from '../messages/catalogue.js';
import type { en } from './messages.en.js';

export const ar: Translation<typeof en> = {
  rule: 'القاعدة {id}',
  close: 'إغلاق',
  loading: 'جارٍ التحميل',
  'try-again': 'حاول مرة أخرى',
  code: 'الرمز لفريق الدعم: {code}',
  copied: 'تم النسخ',
  'copy-failed': 'لا يسمح المتصفح لهذه الصفحة بالنسخ. حدِّد النص وانسخه بنفسك.',
  'no-network.title': 'لا يوجد رد من الجسر',
  'no-network.detail': 'تحقق من الاتصال ثم حاول مرة أخرى. لم يتغير شيء.',
  'too-slow.title': 'يستغرق الجسر وقتًا طويلًا للرد',
  'too-slow.detail': 'ربما يكون مشغولًا. حاول مرة أخرى بعد دقيقة.',
  'not-understood.title': 'تعذرت قراءة الرد',
  'not-understood.detail': 'قد تكون هذه الصفحة أقدم من الجسر. أعد تحميلها، وإن لم ينفع ذلك فأعطِ الرمز لفريق الدعم.',
  'no-permission.title': 'دورك لا يتيح هذه الصفحة',
  'no-permission.detail': 'هي متاحة لـ: {roles}. اسألهم، أو اطلب دورًا آخر من المسؤول.',
  'not-found.title': 'لا يوجد شيء هنا',
  'role.publisher-admin': 'مسؤول الناشر',
  'role.publisher-support': 'دعم الناشر',
  'role.tenant-admin': 'مسؤول المؤسسة',
  'role.tenant-viewer': 'مشاهد المؤسسة',
};
