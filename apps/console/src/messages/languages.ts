/** The languages of the console. English is the source; Arabic proves that pages read from right to left as well. */
export const LANGUAGES = ['en', 'de', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch', ar: 'العربية' };

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/**
 * What Intl gets. Numbers stay in Western digits in Arabic too, because they stand beside hosts, ids and the wire;
 * times are of 24 hours everywhere, as logs are. A browser may name what is no language tag (`en-US@posix` on some servers): such
 * a one is passed over, or every date would throw.
 */
export function localeOf(language: Language, preferred: readonly string[]): string {
  const own = preferred.find((one) => isLocale(one) && one.toLowerCase().split('-')[0] === language) ?? language;
  return language === 'ar' ? `${own.split('-u-')[0] ?? own}-u-nu-latn` : own;
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** The first language of the reader's that we have; English otherwise. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const one of preferred) {
    const language = LANGUAGES.find((known) => one.toLowerCase().split('-')[0] === known);
    if (language) return language;
  }
  return 'en';
}
