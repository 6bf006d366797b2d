import type { Consequence, Findings } from './course-finding.js';
import type { CourseFile } from './course-structure.js';

/** The four files of AICC level 1 (sheet §6.1). */
export const EXTENSIONS = ['crs', 'au', 'des', 'cst'] as const;
export type Extension = (typeof EXTENSIONS)[number];

/** The files of one base name. */
export interface CourseFiles {
  /** base name as `.crs` writes it, else as the first of the files does */
  readonly base: string;
  readonly files: ReadonlyMap<Extension, CourseFile>;
}

/**
 * Files belong together by base name, in any case and in any folder; of two with the same name the last one wins, as in Moodle
 * (sheet §6.8). Dot files, such as those of the macOS Finder, are no course files.
 */
export function groupByBaseName(entries: readonly CourseFile[]): readonly CourseFiles[] {
  const groups = new Map<string, Map<Extension, CourseFile>>();
  for (const entry of entries) {
    const { base, extension } = nameParts(entry.name);
    const known = EXTENSIONS.find((one) => one === extension.toLowerCase());
    if (known === undefined || base.startsWith('.')) continue;
    const key = base.toLowerCase();
    groups.set(key, (groups.get(key) ?? new Map<Extension, CourseFile>()).set(known, entry));
  }
  return [...groups.values()].map((files) => {
    const named = files.get('crs') ?? [...files.values()][0];
    return { base: nameParts(named?.name ?? '').base, files };
  });
}

/** Base name and extension of the last part of a path, as written. */
export function nameParts(path: string): { readonly base: string; readonly extension: string } {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? { base: name, extension: '' } : { base: name.slice(0, dot), extension: name.slice(dot + 1) };
}

const CHARSET_CURE = 'Save it as ASCII, or as UTF-8 without byte order mark.';

/**
 * The text of a course file: UTF-8, CR LF (rule 56). A byte order mark is kept in `.cst`, where it hides the header from an LMS.
 *
 * @param consequence what an LMS does without this file
 * @returns null if an LMS cannot read it; the reason is in `findings`
 */
export function textOf(
  { name, bytes }: CourseFile,
  extension: Extension,
  consequence: Consequence,
  findings: Findings,
): string | null {
  const text = utf8(bytes);
  const fault = (message: string, cure: string) => ({ file: name, field: null, rule: 56, message, cure });
  if (text === null) {
    findings.error('refused', fault('the file is neither ASCII nor UTF-8', CHARSET_CURE));
    return null;
  }
  const hasMark = text.startsWith('\ufeff');
  if (hasMark && (extension === 'au' || extension === 'des')) {
    findings.error(consequence, fault('the file begins with a byte order mark', CHARSET_CURE));
    return null;
  }
  if (hasMark) findings.warning(fault('the file begins with a byte order mark', CHARSET_CURE));
  if (extension !== 'cst' && /[\r\n]/.test(text) && !text.includes('\r\n')) {
    findings.error(
      consequence,
      fault(`lines end with ${text.includes('\n') ? 'LF' : 'CR'} only`, 'End each line with CR LF.'),
    );
    return null;
  }
  return hasMark && extension === 'crs' ? text.slice(1) : text;
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
