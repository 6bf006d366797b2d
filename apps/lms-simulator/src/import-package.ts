import yauzl from 'yauzl';
import type { Course } from './lms.js';

export type Imported =
  | { readonly kind: 'imported'; readonly courses: readonly Course[] }
  | { readonly kind: 'refused'; readonly message: string };

const LIMIT_BYTES = 5_000_000;
const MOST_CHARACTERS = 255;
type Extension = 'crs' | 'au' | 'des' | 'cst';

/**
 * Takes an AICC zip as the recorded Moodle does. What Moodle would take but could not launch is refused at once, with the reason.
 * Never throws.
 *
 * @param fileName as uploaded: the form wants `.zip`
 */
export async function importPackage(zip: Buffer, fileName = 'course.zip'): Promise<Imported> {
  const refused = (message: string): Imported => ({ kind: 'refused', message });
  if (!/\.zip$/i.test(fileName)) return refused('Only .zip files are taken.');
  let entries: Map<string, Buffer>;
  try {
    entries = await unzip(zip);
  } catch {
    return refused('This is not a zip file.');
  }
  if (![...entries.keys()].some((name) => name.endsWith('.cst')))
    return refused('Incorrect package: no file ending in .cst was found in it.');
  const groups = new Map<string, Map<Extension, Buffer>>();
  for (const [name, bytes] of entries) {
    const match = /^(.*)\.(crs|au|des|cst)$/i.exec(name.split('/').at(-1) ?? '');
    if (!match || name.split('/').at(-1)?.startsWith('._')) continue;
    const base = (match[1] ?? '').toLowerCase();
    const group = groups.get(base) ?? new Map<Extension, Buffer>();
    groups.set(base, group.set(extensionOf(match[2] ?? ''), bytes));
  }
  const courses: Course[] = [];
  for (const group of groups.values()) {
    const read = readGroup(group);
    if (typeof read === 'string') return refused(read);
    courses.push(read);
  }
  return courses.length === 0 ? refused('There is no course in the package.') : { kind: 'imported', courses };
}

function extensionOf(text: string): Extension {
  const lower = text.toLowerCase();
  return lower === 'crs' || lower === 'au' || lower === 'des' ? lower : 'cst';
}

function readGroup(group: ReadonlyMap<Extension, Buffer>): Course | string {
  for (const extension of ['crs', 'au', 'des', 'cst'] as const)
    if (!group.has(extension)) return `The .${extension} file is missing.`;
  const text = (extension: Extension): string =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(group.get(extension));
  try {
    return readCourse({ crs: text('crs'), au: text('au'), des: text('des'), cst: text('cst') });
  } catch {
    return 'The files must be ASCII or UTF-8.';
  }
}

function readCourse(files: Readonly<Record<Extension, string>>): Course | string {
  const crs = readCrs(files.crs);
  const [id, title] = [crs.get('course_id') ?? '', crs.get('course_title') ?? ''];
  for (const value of [id, title])
    if (value === '' || value.length > MOST_CHARACTERS || value.slice(0, -1).includes('='))
      return 'Course_ID and Course_Title must have 1 to 255 characters and no "=".';
  const units = new Map(table(files.au).map((row) => [row.get('system_id') ?? '', row]));
  const descriptions = table(files.des);
  const [first] = descriptions;
  if (!first?.has('title') || !first.has('system_id')) return 'The .des file has no row with System_ID and Title.';
  for (const row of descriptions)
    if ([row.get('system_id'), row.get('title')].some((value) => (value ?? '').length > MOST_CHARACTERS))
      return 'System_ID and Title must have at most 255 characters.';
  const missing = membersOf(files.cst).find((member) => !descriptions.some((row) => row.get('system_id') === member));
  if (missing !== undefined) return `The .des file has no row for ${missing}, which the .cst file names.`;
  // The order of the units is that of the .des; the simulator's courses have one.
  const about = descriptions.find((row) => units.has(row.get('system_id') ?? ''));
  const unit = about && units.get(about.get('system_id') ?? '');
  if (!about || !unit) return 'The .au file has no row that can be launched.';
  const of = (column: string): string => unit.get(column) ?? '';
  if (!/^https?:\/\//i.test(of('file_name'))) return 'File_Name must begin with http:// or https://.';
  if (/[#"\\]/.test(of('file_name'))) return 'With #, " or \\ in File_Name, aicc_sid and aicc_url would be lost.';
  return {
    id,
    title,
    systemId: of('system_id'),
    description: about.get('description') ?? '',
    fileName: of('file_name'),
    webLaunch: of('web_launch').replace(/^\?/, ''),
    masteryScore: of('mastery_score'),
    maxTimeAllowed: of('max_time_allowed'),
    timeLimitAction: of('time_limit_action'),
    coreVendor: of('core_vendor'),
  };
}

/** Keys in lower case; under whatever group, the last one wins. A byte order mark does no harm here. */
function readCrs(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.replace(/^\ufeff/, '').split('\r\n')) {
    const at = line.indexOf('=');
    if (at >= 0) values.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim());
  }
  return values;
}

/** The members that the .cst names; a file that does not parse names none, and that is no error. */
function membersOf(cst: string): readonly string[] {
  const [, ...rows] = cst.split('\r\n');
  return rows.flatMap((row) => (valuesOf(row) ?? []).slice(1)).filter((member) => member !== '');
}

/** Rows of a file whose header is the first line, with CR LF, every value in double quotes, no blank after a comma. */
function table(text: string): ReadonlyMap<string, string>[] {
  const [header = '', ...lines] = text.split('\r\n');
  const columns = header.split(',').map((name) => name.replaceAll('"', '').toLowerCase());
  return lines.flatMap((line) => {
    const values = valuesOf(line);
    return values?.length === columns.length && line !== ''
      ? [new Map(columns.map((name, at) => [name, values[at] ?? '']))]
      : [];
  });
}

/** Null if the line is no row. Empty values may stand without quotes; the last one may end with the line, before its closing quote. */
function valuesOf(line: string): readonly string[] | null {
  const values: string[] = [];
  let read = 0;
  for (const match of line.matchAll(/(?:^|,)(?:"(.*?)"(?=,|$)|"([^"]*)$|(?=,|$))/gs)) {
    if (match.index !== read) return null;
    values.push(match[1] ?? match[2] ?? '');
    read += match[0].length;
  }
  return read === line.length ? values : null;
}

function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(zip, { lazyEntries: true }, (error, file) => {
      if (error) return reject(error);
      const entries = new Map<string, Buffer>();
      let total = 0;
      file.on('error', reject);
      file.on('end', () => resolve(entries));
      file.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName.endsWith('/')) return file.readEntry();
        file.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => {
            total += chunk.length;
            if (total > LIMIT_BYTES) reject(new Error('too large'));
            chunks.push(chunk);
          });
          stream.on('error', reject);
          stream.on('end', () => {
            entries.set(entry.fileName, Buffer.concat(chunks));
            file.readEntry();
          });
        });
      });
      file.readEntry();
    });
  });
}
