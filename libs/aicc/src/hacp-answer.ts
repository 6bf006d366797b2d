import { decodeForm } from './hacp-request.js';

/** What the body of an answer says, without judging it. */
export type HacpAnswer =
  | { readonly kind: 'ok'; readonly version: string | null; readonly aiccData: string }
  | { readonly kind: 'refused'; readonly code: number; readonly text: string; readonly version: string | null }
  | { readonly kind: 'not-hacp'; readonly looksLike: 'empty' | 'html' | 'other' };

/**
 * Reads the body of an LMS's answer. Takes the first `error=` line whatever stands before it: Moodle can print a PHP warning first.
 * `error_text` is kept for people and decides nothing but the two state errors that Moodle tells by text only (sheet §3; rules 43–46, 52).
 * Never throws.
 *
 * @param body bytes (UTF-8, else Windows-1252) or text; the caller has limited it to 64 KiB
 */
export function readHacpAnswer(body: Uint8Array | string): HacpAnswer {
  const text = decodedAsAWhole(typeof body === 'string' ? withoutBom(body) : decodeBody(body));
  const lines = text.split(/\r\n|\n|\r/);
  const at = lines.findIndex((line) => errorCode(line) !== null);
  const code = errorCode(lines[at] ?? '');
  if (code === null) return { kind: 'not-hacp', looksLike: looksLike(text) };

  const rest = lines.slice(at + 1);
  const dataAt = rest.findIndex((line) => /^[ \t]*aicc_data[ \t]*=/i.test(line));
  const head = dataAt < 0 ? rest : rest.slice(0, dataAt);
  const version = headValue(head, 'version');
  if (code !== 0) return { kind: 'refused', code, text: headValue(head, 'error_text') ?? '', version };
  return { kind: 'ok', version, aiccData: dataAt < 0 ? '' : dataFrom(rest.slice(dataAt)) };
}

/** What an HTTP answer means, by design §7 (which amends the sheet's table 3.5). */
export type HacpExchangeClass =
  | { readonly kind: 'confirmed'; readonly aiccData: string; readonly version: string | null }
  | { readonly kind: 'not-initialized' }
  /** error=1 Terminated, 101: the session is closed */
  | { readonly kind: 'terminated' }
  | { readonly kind: 'session-unknown'; readonly sign: 'error-3' | 'http-401' | 'http-403' }
  /** the same command again after 2 s and 15 s, then the session is over: Moodle answers a passing conflict and a dead sid alike */
  | { readonly kind: 'ambiguous'; readonly sign: 'http-404' | 'empty' | 'html' | 'no-error-line' }
  | { readonly kind: 'command-refused'; readonly code: number; readonly text: string }
  | { readonly kind: 'configuration'; readonly sign: 'au-password' | 'redirect' }
  | { readonly kind: 'busy'; readonly status: number }
  | { readonly kind: 'command-refused-by-http'; readonly status: number };

/** Judges status and body together: only HTTP 200 **and** `error=0` is success (sheet §2.1; rules 43–48). */
export function classifyHacpExchange({
  status,
  answer,
}: {
  readonly status: number;
  readonly answer: HacpAnswer;
}): HacpExchangeClass {
  if (status >= 300 && status < 400) return { kind: 'configuration', sign: 'redirect' };
  if (status === 401 || status === 403)
    return { kind: 'session-unknown', sign: status === 401 ? 'http-401' : 'http-403' };
  if (status === 404) return { kind: 'ambiguous', sign: 'http-404' };
  if (status === 408 || status === 429 || status >= 500) return { kind: 'busy', status };
  if (status !== 200) return { kind: 'command-refused-by-http', status };
  switch (answer.kind) {
    case 'ok':
      return { kind: 'confirmed', aiccData: answer.aiccData, version: answer.version };
    case 'not-hacp':
      return { kind: 'ambiguous', sign: answer.looksLike === 'other' ? 'no-error-line' : answer.looksLike };
    case 'refused':
      return refusedClass(answer.code, answer.text);
  }
}

function refusedClass(code: number, text: string): HacpExchangeClass {
  if (code === 101 || (code === 1 && /terminated/i.test(text))) return { kind: 'terminated' };
  if (code === 1 && /not\s*initiali[sz]ed/i.test(text)) return { kind: 'not-initialized' };
  if (code === 2) return { kind: 'configuration', sign: 'au-password' };
  if (code === 3) return { kind: 'session-unknown', sign: 'error-3' };
  return { kind: 'command-refused', code, text };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8; if invalid, Windows-1252 (sheet §3.3 step 2). A BOM is dropped. Never throws. */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return windows1252(bytes);
  }
}

/** What Windows-1252 has at 0x80 to 0x9f; U+FFFD where it has nothing. Node 20's own decoder reads these bytes as Latin-1. */
const AT_0X80 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

/** By a table: 64 KiB of packed bytes have thousands of such places, each of which a replacement would make a string for. */
function windows1252(bytes: Uint8Array): string {
  const codes = new Uint16Array(bytes.length);
  for (let at = 0; at < codes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    codes[at] = byte >= 0x80 && byte <= 0x9f ? AT_0X80.charCodeAt(byte - 0x80) : byte;
  }
  return new TextDecoder('utf-16le').decode(codes);
}

function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** ULMS percent-encodes the whole body: no line break, and `%0D`, `%0A` or `%3D` in it (rule 52). */
function decodedAsAWhole(text: string): string {
  const body = text.trim();
  return !/[\r\n]/.test(body) && /%(?:0d|0a|3d)/i.test(body) ? decodeForm(body) : text;
}

function errorCode(line: string): number | null {
  const at = line.indexOf('=');
  if (at < 0 || line.slice(0, at).trim().toLowerCase() !== 'error') return null;
  const value = line.slice(at + 1).trim();
  return /^\d{1,9}$/.test(value) ? Number(value) : null;
}

function headValue(lines: readonly string[], name: string): string | null {
  for (const line of lines) {
    const at = line.indexOf('=');
    if (at > 0 && line.slice(0, at).trim().toLowerCase() === name) return line.slice(at + 1).trim();
  }
  return null;
}

/** Everything after `aicc_data=` to the end; the value starts on the same line or on the next (rule 45). */
function dataFrom([first = '', ...rest]: readonly string[]): string {
  const sameLine = first.slice(first.indexOf('=') + 1).trimStart();
  return (sameLine === '' ? rest : [sameLine, ...rest]).join('\r\n');
}

function looksLike(text: string): 'empty' | 'html' | 'other' {
  const start = text.trim().slice(0, 1_000);
  if (start === '') return 'empty';
  return /<\s*(!doctype|html|head|body|title|div|p|br|b)\b/i.test(start) ? 'html' : 'other';
}
