/** The vocabulary of lesson_status (sheet §4.4). */
export type LessonStatus = 'not attempted' | 'browsed' | 'incomplete' | 'failed' | 'completed' | 'passed';

/** Order in which a learner moves (design §7): completed and passed are equally high. */
const RANK: Readonly<Record<LessonStatus, number>> = {
  'not attempted': 0,
  browsed: 1,
  incomplete: 2,
  failed: 3,
  completed: 4,
  passed: 4,
};

const BY_LETTER: Readonly<Record<string, LessonStatus>> = {
  n: 'not attempted',
  b: 'browsed',
  i: 'incomplete',
  f: 'failed',
  c: 'completed',
  p: 'passed',
};

/**
 * Reads a status as any LMS writes it: only the first letter counts, any case, after removing quotes; an entry flag behind a comma
 * is left out (rule 49, sheet §4.4). Null if no word of the vocabulary begins so.
 */
export function readLessonStatus(text: string): LessonStatus | null {
  const letter = unquoted(text).charAt(0).toLowerCase();
  return BY_LETTER[letter] ?? null;
}

/** Negative if `a` is lower than `b`, 0 if equally high, positive if higher (rule 35). */
export function compareLessonStatus(a: LessonStatus, b: LessonStatus): number {
  return RANK[a] - RANK[b];
}

/** The value without surrounding blanks and one pair of quotes (some LMSs quote values, sheet §3.2). */
export function unquoted(text: string): string {
  const trimmed = text.trim();
  const first = trimmed.charAt(0);
  const quoted = trimmed.length > 1 && (first === '"' || first === "'") && trimmed.endsWith(first);
  return quoted ? trimmed.slice(1, -1).trim() : trimmed;
}
