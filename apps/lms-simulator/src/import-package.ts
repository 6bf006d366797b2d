import yauzl from 'yauzl';
import type { Course } from './lms.js';

export type Imported =
  | { readonly kind: 'imported'; readonly courses: readonly Course[] }
  | { readonly kind: 'refused'; readonly message: string };

const LIMIT_BYTES = 5_000_000;
type Extension = 'crs' | 'au' | 'des' | 'cst';

/** Takes an AICC zip as the recorded Moodle does (its README, "Packages"). Never throws. */
export async function importPackage(zip: Buffer): Promise<Imported> {
  let entries: Map<string, Buffer>;
  try {
    entries = await unzip(zip);
  } catch {
    return { kind: 'refused', message: 'This is not a zip file.' };
  }
  if (![...entries.keys()].some((name) => name.endsWith('.cst')))
    return { kind: 'refused', message: 'Incorrect package: no file ending in .cst was found in it.' };
  const groups = new Map<string, Map<Extension, Buffer>>();
  for (const [name, bytes] of entries) {
    const base = name.split('/').at(-1) ?? '';
    const match = /^(.*)\.(crs|au|des|cst)$/i.exec(base);
    if (!match || base.startsWith('._')) continue;
    const group = groups.get(match[1] ?? '') ?? new Map<Extension, Buffer>();
    groups.set(match[1] ?? '', group.set(extensionOf(match[2] ?? ''), bytes));
  }
  const courses: Course[] = [];
  for (const group of groups.values()) {
    const read = readGroup(group);
    if (typeof read === 'string') return { kind: 'refused', message: read };
    courses.push(read);
  }
  return courses.length === 0
    ? { kind: 'refused', message: 'There is no course in the package.' }
    : { kind: 'imported', courses };
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
    const crs = new Map(
      text('crs')
        .replace(/^\ufeff/, '')
        .split('\r\n')
        .filter((line) => line.includes('='))
        .map((line) => [
          line
            .slice(0, line.lastIndexOf('=', line.length - 2))
            .trim()
            .toLowerCase(),
          line.slice(line.lastIndexOf('=', line.length - 2) + 1).trim(),
        ]),
    );
    const id = crs.get('course_id') ?? '';
    const title = crs.get('course_title') ?? '';
    if (id === '' || title === '' || id.length > 255 || title.length > 255)
      return 'Course_ID and Course_Title must have 1 to 255 characters.';
    const [unit] = table(text('au'));
    const descriptions = table(text('des'));
    if (!unit?.get('system_id') || !/^https?:\/\//i.test(unit.get('file_name') ?? ''))
      return 'The .au file has no row that can be launched.';
    const systemId = unit.get('system_id') ?? '';
    const about = descriptions.find((row) => row.get('system_id') === systemId);
    if (!about) return `The .des file has no row for ${systemId}.`;
    if (!text('cst').includes(`"${systemId}"`)) return `The .cst file does not name ${systemId}.`;
    const of = (column: string): string => unit.get(column) ?? '';
    return {
      id,
      title,
      systemId,
      description: about.get('description') ?? '',
      fileName: of('file_name'),
      webLaunch: of('web_launch').replace(/^\?/, ''),
      masteryScore: of('mastery_score'),
      maxTimeAllowed: of('max_time_allowed'),
      timeLimitAction: of('time_limit_action'),
      coreVendor: of('core_vendor'),
    };
  } catch {
    return 'The files must be ASCII or UTF-8.';
  }
}

/** Rows of a file whose header is the first line, with CR LF, every value in double quotes, no blank after a comma. */
function table(text: string): Map<string, string>[] {
  const [header = '', ...lines] = text.split('\r\n');
  const columns = header.split(',').map((name) => name.replaceAll('"', '').toLowerCase());
  return lines.flatMap((line) => {
    const values = [...line.matchAll(/(?:^|,)(?:"(.*?)"(?=,|$)|(?=,|$))/g)].map((match) => match[1] ?? '');
    return values.length === columns.length && line !== ''
      ? [new Map(columns.map((name, at) => [name, values[at] ?? '']))]
      : [];
  });
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
