/** A formula, if a spreadsheet opens the file: the apostrophe makes it a text (OWASP, "CSV injection"). */
const FORMULA = /^['=+\-@\t\r]/;

/** A row of a CSV file for people: every value quoted, line breaks become blanks, CR LF at the end. */
export function csvRow(values: readonly (string | number)[]): string {
  return `${values.map(csvValue).join(',')}\r\n`;
}

/** One quoted value, on one line, which no spreadsheet takes for a formula. */
export function csvValue(value: string | number): string {
  return typeof value === 'number' ? `"${value}"` : csvText(value.replaceAll(/[\r\n\u2028\u2029]+/g, ' '));
}

/** One quoted value with its line breaks; `readCsvText` gives the text back. */
export function csvText(text: string): string {
  const clean = text.replaceAll('\0', '');
  return `"${(FORMULA.test(clean) ? `'${clean}` : clean).replaceAll('"', '""')}"`;
}

/** The text of a value that `csvText` may have defused. */
export function readCsvText(value: string): string {
  return value.startsWith("'") && FORMULA.test(value.slice(1)) ? value.slice(1) : value;
}
