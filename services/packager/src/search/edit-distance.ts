/**
 * Typing errors between two words: letters put in, left out, exchanged or swapped with their neighbour (Damerau–Levenshtein, optimal
 * string alignment).
 *
 * @param most what is more than this is not counted to the end; the result is then `most + 1`
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** How many errors a word of that length may have before it is another word. */
export function tolerance(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}

/**
 * The words that somebody may have meant, the nearest first.
 *
 * @param unfinished the word is still being typed: it is compared with the beginnings of words
 */
export function nearest(typed: string, words: readonly string[], unfinished: boolean, most: number): readonly string[] {
  const allowed = tolerance(typed.length);
  return words
    .map((word) => ({ word, distance: distanceOf(typed, word, unfinished, allowed) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance || a.word.length - b.word.length || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map(({ word }) => word);
}

function distanceOf(typed: string, word: string, unfinished: boolean, allowed: number): number {
  const whole = editDistance(typed, word, allowed);
  if (!unfinished || word.length <= typed.length) return whole;
  return Math.min(whole, ...[-1, 0, 1].map((more) => editDistance(typed, word.slice(0, typed.length + more), allowed)));
}
