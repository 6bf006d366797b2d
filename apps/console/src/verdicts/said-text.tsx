import type { ReactNode } from 'react';

/** A sentence for people, and its language if that is not the reader's. */
export interface SaidText {
  readonly text: string;
  readonly lang: 'en' | undefined;
}

export function inReadersLanguage(text: string): SaidText {
  return { text, lang: undefined };
}

/** What the API says and this console has no words for. */
export function inEnglish(text: string): SaidText {
  return { text, lang: 'en' };
}

/** Whether the table has words for the id; the API may be newer than this console. */
export function isIn<Table extends object>(table: Table, id: PropertyKey | null | undefined): id is keyof Table {
  return id !== null && id !== undefined && Object.hasOwn(table, id);
}

/** Says it, so that a screen reader speaks English where it is English. */
export function Said({ text, lang }: SaidText): ReactNode {
  return lang === undefined ? text : <span lang={lang}>{text}</span>;
}
