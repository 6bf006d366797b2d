/** Something that a text lost on its way into a package. */
export interface Loss {
  readonly kind: 'replaced' | 'cut' | 'line-break';
  /** what it was: the characters, or the number of characters cut */
  readonly what: string;
}

/** A text fit for a course file, and what it lost on the way. */
export interface SafeText {
  readonly text: string;
  readonly losses: readonly Loss[];
}

/** What a package may hold: ASCII by default, UTF-8 by the LMS's profile (rule 56). */
export type Charset = 'ascii' | 'utf-8';

/** Characters that damage a title in one reader or another (rule 63), and what stands for them. */
const IN_TITLES: Readonly<Record<string, string>> = {
  '=': '-',
  '"': '',
  "'": '',
  ';': ',',
  '(': '-',
  ')': '',
  '!': '.',
  '&': 'and',
  '|': '-',
  '~': '-',
  '^': '',
  '\u2018': '',
  '\u2019': '',
  '\u201c': '',
  '\u201d': '',
  '\u00ab': '',
  '\u00bb': '',
};
/** What breaks a row (Moodle splits at quote-comma) or looks like a keyword (sheet §6.3); apostrophes stop ILIAS. */
const IN_TEXTS: Readonly<Record<string, string>> = { '"': '', '\u201c': '', '\u201d': '', "'": '', '=': '-' };

/** A title, id or name for `.crs` and `.des`: free of what rule 63 forbids, one line, at most `max` characters (rule 69). */
export function makeTitleSafe(text: string, charset: Charset, max = 255): SafeText {
  return safe(text, IN_TITLES, charset, max);
}

/**
 * A description for `.crs` and `.des`: one line, free of quotes, apostrophes and `=`, no `[` in front (it would begin a group), at
 * most `max` characters.
 */
export function makeTextSafe(text: string, charset: Charset, max: number): SafeText {
  const { text: whole, losses } = safe(text, IN_TEXTS, charset, Infinity);
  const begun = whole.replace(/^[[\s]+/, '');
  const brackets: readonly Loss[] = begun === whole ? [] : [{ kind: 'replaced', what: '[' }];
  const cut = cutTo(begun, max);
  return { text: cut, losses: [...losses, ...brackets, ...lossOfCut(begun, cut)] };
}

function safe(text: string, replacements: Readonly<Record<string, string>>, charset: Charset, max: number): SafeText {
  const losses: Loss[] = [];
  const replaced = new Set<string>();
  let result = '';
  for (const character of text.normalize('NFC')) {
    const stand = standIn(character, replacements, charset);
    if (stand === null) result += character;
    else {
      if (character.trim() !== '') replaced.add(character);
      result += stand;
    }
  }
  if (/[\r\n\u2028\u2029]/.test(text.trim())) losses.push({ kind: 'line-break', what: 'line breaks became blanks' });
  if (replaced.size > 0) losses.push({ kind: 'replaced', what: [...replaced].slice(0, 20).join(' ') });
  const tidy = result.replace(/\s+/g, ' ').trim();
  const cut = cutTo(tidy, max);
  return { text: cut, losses: [...losses, ...lossOfCut(tidy, cut)] };
}

function lossOfCut(whole: string, cut: string): readonly Loss[] {
  return cut.length < whole.length ? [{ kind: 'cut', what: String([...whole].length - [...cut].length) }] : [];
}

function standIn(character: string, replacements: Readonly<Record<string, string>>, charset: Charset): string | null {
  const replacement = replacements[character];
  if (replacement !== undefined) return replacement === 'and' ? ' and ' : replacement;
  const code = character.codePointAt(0) ?? 0;
  if (/\s/.test(character)) return ' ';
  if (
    code < 0x20 ||
    code === 0x7f ||
    (code >= 0x80 && code < 0xa0) ||
    code === 0xfeff ||
    (code >= 0xd800 && code < 0xe000)
  )
    return '';
  return charset === 'ascii' && code > 0x7e ? '?' : null;
}

/** Cuts by UTF-16 length, as readers count, without splitting a surrogate pair. */
function cutTo(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1).trimEnd() : cut.trimEnd();
}
