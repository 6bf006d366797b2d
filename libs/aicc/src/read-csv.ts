export type CsvTable =
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly ReadonlyMap<string, string>[];
    }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * Reads the CSV of `.au` and `.des` as Moodle does: lines end with CR LF, the header is the first line, values stand in double
 * quotes (empty ones may be bare), no blank after a comma, as many values as columns. Other rows are dropped. Column names in lower case.
 */
export function readCsv(text: string): CsvTable {
  const [header = '', ...lines] = text.split('\r\n');
  if (header.trim() === '') return { kind: 'unreadable', why: 'the first line is not the header' };
  const columns = header.split(',').map((name) => name.replace(/^"|"$/g, '').toLowerCase());
  if (header.split(',').some((name) => name !== name.trim()))
    return { kind: 'unreadable', why: 'a blank stands after a comma of the header' };
  const rows = lines.map((line) => values(line, columns.length)).filter((row) => row !== null);
  return {
    kind: 'table',
    columns,
    rows: rows.map((row) => new Map(columns.map((column, at) => [column, row[at] ?? '']))),
  };
}

/** The values of a row, or null if an LMS would not read it. */
function values(line: string, count: number): string[] | null {
  const found: string[] = [];
  let at = 0;
  while (at <= line.length && found.length <= count) {
    if (line.charAt(at) === '"') {
      const end = endOfQuoted(line, at + 1);
      if (end < 0) return null;
      found.push(line.slice(at + 1, end));
      at = end + 2;
    } else if (line.charAt(at) === ',' || at === line.length) {
      found.push('');
      at += 1;
    } else return null;
  }
  return found.length === count ? found : null;
}

/** The quote that is followed by a comma or the end: quotes inside a value are no end. */
function endOfQuoted(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    const next = line.charAt(at + 1);
    if (next === ',' || next === '') return at;
  }
  return -1;
}
