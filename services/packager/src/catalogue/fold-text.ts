import anyAscii from 'any-ascii';

const ASCII = /^[\0-\x7f]*$/;

/** The same text in ASCII letters: accents go, other scripts are transliterated ("Übung" → "Ubung", "安全" → "AnQuan"). */
export function toAscii(text: string): string {
  return ASCII.test(text) ? text : anyAscii(text.normalize('NFC'));
}

/** The words of a text as search knows them: ASCII, lower case, letters and digits only. In the order written. */
export function wordsOf(text: string): readonly string[] {
  return (
    toAscii(text)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  ).map((word) => word.slice(0, LONGEST_WORD));
}

/** PostgreSQL refuses lexemes above 2 KiB; nobody types so much. */
const LONGEST_WORD = 60;
