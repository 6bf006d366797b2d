/** A row that an LMS does not read, by its number in the file; the header is line 1. */
export interface DroppedRow {
  readonly line: number;
  /**
   * `too-long`: more values than columns, so that values move into other columns in Moodle ·
   * `not-readable`: fewer values, unquoted values, or a blank after a comma: the row vanishes without a word
   */
  readonly why: 'too-long' | 'not-readable';
}

/** `.au` or `.des` as an LMS reads it. Column names are in lower case. */
export type CsvTable =
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly ReadonlyMap<string, string>[];
      readonly dropped: readonly DroppedRow[];
    }
  | { readonly kind: 'unreadable'; readonly why: string };

/** MS-DOS end of file: some editors leave one, LMSs pass over it. */
const CTRL_Z = '\u001a';

/**
 * Reads the CSV of `.au` and `.des` as Moodle does (rule 57, sheet §6.2): lines end with CR LF, the header is the first line, values
 * stand in double quotes (empty ones may be bare), no blank after a comma, as many values as columns. A last value that is not
 * closed on its line is lost, and the row stays. Never throws; linear in the length of the text.
 */
export function readCsv(text: string): CsvTable {
  const [header = '', ...lines] = text.split('\r\n');
  if (header.trim() === '') return { kind: 'unreadable', why: 'the first line is not the header' };
  const names = header.split(',');
  if (names.some((name) => name !== name.trim()))
    return { kind: 'unreadable', why: 'the header has a blank beside a comma, or lines do not end with CR LF' };
  const columns = names.map((name) => name.replace(/^"|"$/g, '').toLowerCase());

  const rows: ReadonlyMap<string, string>[] = [];
  const dropped: DroppedRow[] = [];
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '' || line === CTRL_Z) continue;
    const values = valuesOf(line, columns.length);
    if (typeof values === 'string') dropped.push({ line: at + 2, why: values });
    else rows.push(new Map(columns.map((column, index) => [column, values[index] ?? ''])));
  }
  return { kind: 'table', columns, rows, dropped };
}

function valuesOf(line: string, count: number): readonly string[] | DroppedRow['why'] {
  const found: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (found.length === count) return 'too-long';
    const next = line.charAt(at);
    const isLast = found.length === count - 1;
    if (next === '"') {
      const end = endOfQuoted(line, at + 1);
      if (end < 0) return isLast ? [...found, ''] : 'not-readable';
      found.push(line.slice(at + 1, end));
      at = end + 2;
    } else if (next === ',' || next === '') {
      found.push('');
      at += 1;
    } else return isLast ? [...found, ''] : 'not-readable';
  }
  return found.length === count ? found : 'not-readable';
}

/** The quote that is followed by a comma or the end: quotes inside a value are no end. */
function endOfQuoted(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    const next = line.charAt(at + 1);
    if (next === ',' || next === '') return at;
  }
  return -1;
}
