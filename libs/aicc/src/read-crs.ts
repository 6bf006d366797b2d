import type { Findings } from './course-finding.js';

/** What a `.crs` says: keywords in lower case, and the free text. */
export interface CourseHead {
  readonly values: ReadonlyMap<string, string>;
  /** lines joined with LF, blank ones left out */
  readonly description: string;
}

/** Keywords of `.crs` (sheet §6.3). Inside the description only these count as keywords: the rest is text. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'course_creator',
  'course_id',
  'course_system',
  'course_title',
  'level',
  'max_fields_cst',
  'max_fields_ort',
  'total_aus',
  'total_blocks',
  'total_complex_obj',
  'total_objectives',
  'version',
  'max_normal',
]);

/**
 * Reads `.crs` as Moodle does: group names do not count, the last of two equal keywords wins, blanks round `=` are fine. `Course_ID`
 * and `Course_Title` must be there, without `=` in the value: Moodle splits at the last one (one at the very end is tolerated).
 *
 * @returns null if the upload would be refused; the reasons are in `findings`
 */
export function readCrs(file: string, text: string, findings: Findings): CourseHead | null {
  const { values, description } = keywordsOf(text);
  let complete = true;
  for (const field of ['Course_ID', 'Course_Title'] as const) {
    const value = values.get(field.toLowerCase()) ?? '';
    const fault = headFault(field, value);
    if (fault === null) continue;
    complete = false;
    findings.error('refused', { file, field, ...fault });
  }
  return complete ? { values, description } : null;
}

function keywordsOf(text: string): CourseHead {
  const values = new Map<string, string>();
  const description: string[] = [];
  let group = '';
  for (const line of text.split('\r\n')) {
    const inDescription = group === 'course_description';
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(0, equals)).trim().toLowerCase();
    if (line.trimStart().startsWith('[') && line.includes(']')) group = groupName(line);
    else if (equals >= 0 && (!inDescription || KEYWORDS.has(name))) values.set(name, line.slice(equals + 1).trim());
    else if (inDescription && line.trim() !== '') description.push(line);
  }
  return { values, description: description.join('\n') };
}

function groupName(line: string): string {
  return line
    .slice(line.indexOf('[') + 1, line.indexOf(']'))
    .trim()
    .toLowerCase();
}

function headFault(field: string, value: string): { rule: number; message: string; cure: string } | null {
  if (value === '') return { rule: 66, message: 'is missing or empty', cure: `Write ${field}=… in [Course].` };
  if (value === '=' || value.slice(0, -1).includes('='))
    return { rule: 63, message: 'has "=" in its value', cure: 'Leave "=" out.' };
  if (value.length > 255) return { rule: 69, message: `has ${value.length} characters`, cure: '255 at most.' };
  return null;
}
