import { createContext, Fragment, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import type { Catalogue, Translation } from './catalogue.js';
import { formatsOf, type Formats } from './formats.js';
import { directionOf, type Language, LANGUAGES, localeOf, pickLanguage } from './languages.js';
import { fillMessage, type MessageValue, type Piece, plainMessage, type ValueNames } from './message.js';
import { remember, remembered } from './remembered.js';

interface LanguageChoice {
  readonly language: Language;
  readonly locale: string;
  readonly formats: Formats;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | null>(null);

/** Language of everything below: words, dates, numbers, and the direction of the page. */
export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(() => {
    const chosen = remembered('language');
    return LANGUAGES.find((one) => one === chosen) ?? pickLanguage(navigator.languages);
  });
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language]);
  const choose = useCallback((next: Language) => {
    remember('language', next);
    setLanguage(next);
  }, []);
  const value = useMemo(() => {
    const locale = localeOf(language, navigator.languages);
    return { language, locale, formats: formatsOf(locale), choose };
  }, [language, choose]);
  return (
    <LanguageContext value={value}>
      <I18nProvider locale={value.locale}>{children}</I18nProvider>
    </LanguageContext>
  );
}

export function useLanguage(): LanguageChoice {
  const choice = use(LanguageContext);
  if (choice === null) throw new Error('useLanguage stands outside of LanguageProvider');
  return choice;
}

/** Dates, times, numbers and spans of time as the reader's language writes them. */
export function useFormats(): Formats {
  return useLanguage().formats;
}

type Values<Text extends string> = [ValueNames<Text>] extends [never]
  ? []
  : [values: Readonly<Record<ValueNames<Text>, MessageValue>>];

export interface Messages<English extends Readonly<Record<string, string>>> {
  /** The message as text. */
  <Key extends keyof English>(key: Key, ...values: Values<English[Key]>): string;
  /** The message with its tags shown by the page: `t.rich('lead', { b: (words) => <b>{words}</b> }, { count: 3 })`. */
  rich<Key extends keyof English>(
    key: Key,
    tags: Readonly<Record<string, (words: ReactNode) => ReactNode>>,
    ...values: Values<English[Key]>
  ): ReactNode;
}

const loads = new WeakMap<object, Map<Language, Promise<unknown>>>();

/** The words of a folder in the reader's language; waits (Suspense) until they are here. */
export function useMessages<const English extends Readonly<Record<string, string>>>(
  words: Catalogue<English>,
): Messages<English> {
  const { language, locale } = useLanguage();
  const table: Translation<English> = language === 'en' ? words.en : use(loaded(words, language));
  return useMemo(() => {
    const text = <Key extends keyof English>(key: Key, ...[values]: Values<English[Key]>): string =>
      plainMessage(table[key], values ?? {}, locale);
    const rich = <Key extends keyof English>(
      key: Key,
      tags: Readonly<Record<string, (inner: ReactNode) => ReactNode>>,
      ...[values]: Values<English[Key]>
    ): ReactNode => shown(fillMessage(table[key], values ?? {}, locale), tags);
    return Object.assign(text, { rich });
  }, [table, locale]);
}

function loaded<English extends Readonly<Record<string, string>>>(
  words: Catalogue<English>,
  language: Exclude<Language, 'en'>,
): Promise<Translation<English>> {
  const known = loads.get(words) ?? new Map<Language, Promise<unknown>>();
  loads.set(words, known);
  const found = known.get(language);
  // The map holds what `load` gave for this very catalogue.
  if (found) return found as Promise<Translation<English>>;
  // A language that cannot be fetched now must not take the page away: English is better than nothing.
  const loading = words.load[language]().catch((): Translation<English> => words.en);
  known.set(language, loading);
  return loading;
}

function shown(pieces: readonly Piece[], tags: Readonly<Record<string, (words: ReactNode) => ReactNode>>): ReactNode {
  return pieces.map((piece, index) => {
    if (typeof piece === 'string') return piece;
    const inner = shown(piece.pieces, tags);
    return <Fragment key={index}>{tags[piece.tag]?.(inner) ?? inner}</Fragment>;
  });
}
