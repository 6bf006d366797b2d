import { readFileSync } from 'node:fs';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** Recordings of Moodle 4.5.6 (README.md beside them). Only tests read them. */
const FOLDER = new URL('../recordings/moodle/', import.meta.url);

/** The files in which an exchange with the HACP endpoint stands. */
export const HACP_RECORDINGS = [
  '01-lifecycle',
  '02-request-handling',
  '03-aicc-data-parsing',
  '04-score-status-time',
  '05-concurrency',
  '06-sessions',
  '07-more',
  '08-getparam-forms',
] as const;

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | null;
  /** null: none, or too long to be kept */
  readonly body: string | null;
}

export interface RecordedExchange {
  /** `file name` */
  readonly name: string;
  readonly request: RecordedRequest;
  readonly status: number;
  /** null: an HTML page or a very long body, left out of the recording */
  readonly body: string | null;
  /** what stands in place of a body that was left out */
  readonly bodyOmitted: string | null;
}

/** Every exchange that has an answer. */
export function recordedExchanges(): readonly RecordedExchange[] {
  return HACP_RECORDINGS.flatMap((file) =>
    recordLines(`${file}.jsonl`).flatMap((line) => {
      const status = at(line, 'response', 'status');
      if (typeof status !== 'number') return [];
      const omitted = at(line, 'response', 'body_omitted');
      return {
        name: `${file} ${text(line, 'name')}`,
        request: requestOf(line),
        status,
        body: textOrNull(line, 'response', 'body'),
        bodyOmitted: omitted === undefined || omitted === null ? null : JSON.stringify(omitted),
      };
    }),
  );
}

export interface RecordedLaunch {
  readonly name: string;
  /** as it reached the content server */
  readonly url: string;
  /** with the fragment that stayed in the browser */
  readonly frameUrl: string;
}

/** Every URL that a launch led to, from all recordings. */
export function recordedLaunches(): readonly RecordedLaunch[] {
  const browser = recordLines('00-launch.jsonl').map((line) => {
    const url = textOrNull(line, 'request', 'url') ?? text(line, 'request_sent_by_browser');
    return {
      name: `00-launch ${text(line, 'name')}`,
      url,
      frameUrl: textOrNull(line, 'frame_url_with_fragment') ?? url,
    };
  });
  const inOthers = HACP_RECORDINGS.flatMap((file) =>
    recordLines(`${file}.jsonl`).flatMap((line) => {
      const url = textOrNull(line, 'request', 'url') ?? '';
      return url.includes('aicc_sid=') ? [{ name: `${file} ${text(line, 'name')}`, url, frameUrl: url }] : [];
    }),
  );
  return [...browser, ...inOthers];
}

export interface RecordedPackage {
  readonly name: string;
  readonly verdict: string;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly launchUrl: string | null;
  /** how many items Moodle stored; of a long list only the first six are in `items` */
  readonly itemCount: number;
  readonly items: readonly {
    readonly identifier: string;
    readonly title: string;
    readonly launch: string;
    readonly type: string;
    readonly parent: string;
  }[];
  readonly getParamBody: string | null;
}

/** The 200 packages with what Moodle made of them. What is no zip has no files. */
export async function recordedPackages(): Promise<readonly RecordedPackage[]> {
  return Promise.all(
    recordLines('packages.jsonl').map(async (line) => {
      const found = at(line, 'items');
      const count = at(line, 'item_count');
      const items: unknown[] = Array.isArray(found) ? found : [];
      return {
        name: text(line, 'name'),
        verdict: text(line, 'verdict'),
        files: await unzipped(readFileSync(new URL(text(line, 'zip'), FOLDER))),
        launchUrl: textOrNull(line, 'launch_url'),
        itemCount: typeof count === 'number' ? count : 0,
        items: items.map((item) => ({
          identifier: text(item, 'identifier'),
          title: text(item, 'title'),
          launch: text(item, 'launch'),
          type: text(item, 'scormtype'),
          parent: text(item, 'parent'),
        })),
        getParamBody: textOrNull(line, 'getparam_body'),
      };
    }),
  );
}

function recordLines(file: string): readonly unknown[] {
  return readFileSync(new URL(file, FOLDER), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

function requestOf(line: unknown): RecordedRequest {
  const headers = at(line, 'request', 'headers');
  const pairs: unknown[] = Array.isArray(headers) ? headers : [];
  const type = pairs.find((pair) => textOrNull(pair, '0')?.toLowerCase() === 'content-type');
  return {
    method: text(line, 'request', 'method'),
    url: text(line, 'request', 'url'),
    contentType: type === undefined ? null : text(type, '1'),
    body: textOrNull(line, 'request', 'body'),
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return found;
}

function textOrNull(value: unknown, ...path: readonly string[]): string | null {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : null;
}

function text(value: unknown, ...path: readonly string[]): string {
  const found = textOrNull(value, ...path);
  if (found === null) throw new Error(`the recording has no text at ${path.join('.')}`);
  return found;
}

async function unzipped(bytes: Buffer): Promise<RecordedPackage['files']> {
  const zip = await new Promise<ZipFile | null>((resolve) =>
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => resolve(error ? null : opened)),
  );
  if (zip === null) return [];
  return new Promise((resolve, reject) => {
    const files: { name: string; bytes: Uint8Array }[] = [];
    zip.on('error', reject);
    zip.on('end', () => resolve(files));
    zip.on('entry', (entry: Entry) => {
      if (entry.fileName.endsWith('/')) return zip.readEntry();
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', reject);
        stream.on('end', () => {
          files.push({ name: entry.fileName, bytes: new Uint8Array(Buffer.concat(chunks)) });
          zip.readEntry();
        });
      });
    });
    zip.readEntry();
  });
}
