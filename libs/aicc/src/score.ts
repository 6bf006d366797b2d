import { unquoted } from './lesson-status.js';

/** A score as an LMS shows it; by itself neither a percent nor points (sheet §4.4). */
export interface Score {
  readonly raw: number;
  readonly max: number | null;
  readonly min: number | null;
}

const NUMBER = /^[+-]?\d{1,15}(?:\.\d{1,15})?$/;

/** Reads `raw`, `raw,max`, `raw,max,min` with blanks; empty or anything else = no score (rule 50). */
export function readScore(text: string): Score | null {
  const [raw, max, min] = unquoted(text)
    .split(',', 3)
    .map((part) => readNumber(part));
  return raw === undefined || raw === null ? null : { raw, max: max ?? null, min: min ?? null };
}

/** A decimal number, or null. */
export function readNumber(text: string): number | null {
  const trimmed = unquoted(text);
  return NUMBER.test(trimmed) ? Number(trimmed) : null;
}
