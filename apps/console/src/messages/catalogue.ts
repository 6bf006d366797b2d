import type { Language } from './languages.js';

/** A catalogue in another language: the same keys, no fewer and no more, or it does not compile. */
export type Translation<English extends Readonly<Record<string, string>>> = { readonly [Key in keyof English]: string };

export interface Catalogue<English extends Readonly<Record<string, string>>> {
  readonly en: English;
  readonly load: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Translation<English>>>>;
}

/**
 * The words of one folder of pages. English comes with the page; the other languages are fetched when somebody reads them.
 * The catalogue is the source of the keys' types.
 */
export function catalogue<const English extends Readonly<Record<string, string>>>(
  en: English,
  load: Catalogue<English>['load'],
): Catalogue<English> {
  return { en, load };
}
