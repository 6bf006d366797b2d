import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';

/** One line of a recording: what was sent to Moodle, what it answered, and what its data base held afterwards. */
export interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: string | null;
    readonly body_base64?: string;
  };
  readonly response: { readonly status: number; readonly body: string | null };
  readonly state_after: RecordedState | null;
}

export interface RecordedState {
  readonly session: {
    readonly scormstatus: string;
    readonly scormmode: 'normal' | 'review' | 'browse';
    readonly attempt: number;
    readonly sessiontime: string | null;
  } | null;
  readonly tracks: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly grade: number | null;
  readonly completion: string;
}

export function readRecording<T>(file: string): readonly T[] {
  const text = readFileSync(new URL(`../recordings/${file}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** The aicc_sid that a request carries, as far as the letters and digits go. */
export function sidOf({ request }: Exchange): string | null {
  const text = `${request.url}&${request.body ?? ''}&${decoded(request.body_base64)}`;
  const found = /session_id(?:=|"\r\n\r\n|": ")([^&\r]*)/i.exec(text)?.[1];
  return found === undefined ? null : decodeURIComponent(found).replaceAll(/[^A-Za-z0-9]/g, '');
}

/** Sends the recorded request, byte for byte but for the framing, to a simulator. */
export function send(port: number, { request }: Exchange): Promise<{ readonly status: number; readonly body: string }> {
  const { pathname, search } = new URL(request.url);
  const chunked = request.headers.some(([name]) => name.toLowerCase() === 'transfer-encoding');
  const raw =
    request.body_base64 === undefined
      ? Buffer.from(request.body ?? '', 'utf8')
      : Buffer.from(request.body_base64, 'base64');
  // The one chunked request is recorded with its frame: "3c CR LF … CR LF 0 CR LF CR LF".
  const body = chunked ? raw.subarray(raw.indexOf('\r\n') + 2, raw.lastIndexOf('\r\n0\r\n')) : raw;
  const headers = Object.fromEntries(request.headers.filter(([name]) => name.toLowerCase() !== 'transfer-encoding'));
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        port,
        host: '127.0.0.1',
        method: request.method,
        path: pathname + search,
        headers: {
          ...headers,
          ...(request.method === 'POST' || body.length > 0 ? { 'Content-Length': body.length } : {}),
        },
        agent: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function decoded(base64: string | undefined): string {
  return base64 === undefined ? '' : Buffer.from(base64, 'base64').toString('latin1');
}
