/** The groups of an AICC_Data block (sheet §4.1, §4.2); group names in lower case. */
export interface AiccData {
  /** keyword groups: lower-case keyword → value, first occurrence wins */
  readonly keywords: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** free-form groups (`core_lesson`, `core_vendor`, `comments`): raw text without trailing blank lines (rule 53) */
  readonly texts: ReadonlyMap<string, string>;
}

const FREE_FORM = new Set(['core_lesson', 'core_vendor', 'comments']);

/**
 * Reads the groups of AICC_Data: CR LF, LF or CR as line ends, `;` comments, blanks round `=`. A line whose first character is `[`
 * starts a group. Never throws; linear in the length of the text.
 */
export function readAiccData(text: string): AiccData {
  const keywords = new Map<string, Map<string, string>>();
  const lines = new Map<string, string[]>();
  let group = '';
  for (const line of text.split(/\r\n|\n|\r/)) {
    const started = groupName(line);
    if (started !== null) {
      group = started;
      if (FREE_FORM.has(group) && !lines.has(group)) lines.set(group, []);
    } else if (FREE_FORM.has(group)) {
      lines.get(group)?.push(line);
    } else {
      readKeyword(line, group, keywords);
    }
  }
  const texts = new Map([...lines].map(([name, content]) => [name, withoutTrailingBlankLines(content).join('\r\n')]));
  return { keywords, texts };
}

/** A keyword of a group, or null. Names are compared without case. */
export function keyword(data: AiccData, group: string, name: string): string | null {
  return data.keywords.get(group)?.get(name.toLowerCase()) ?? null;
}

function groupName(line: string): string | null {
  if (line.charAt(0) !== '[') return null;
  const end = line.indexOf(']');
  return end < 0 ? null : line.slice(1, end).trim().toLowerCase();
}

function readKeyword(line: string, group: string, keywords: Map<string, Map<string, string>>): void {
  const at = line.indexOf('=');
  if (at <= 0 || line.charAt(0) === ';') return;
  const name = line.slice(0, at).trim().toLowerCase();
  const values = keywords.get(group) ?? new Map<string, string>();
  keywords.set(group, values);
  if (!values.has(name)) values.set(name, line.slice(at + 1).trim());
}

function withoutTrailingBlankLines(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && (lines[end - 1] ?? '').trim() === '') end -= 1;
  return lines.slice(0, end);
}
