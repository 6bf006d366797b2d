import type { LessonStatus } from './lesson-status.js';
import { writeSessionTime } from './session-time.js';

/** What the `[core]` group of a PutParam says (sheet §4.3); all four keywords always go out (rule 25). */
export interface CoreReport {
  /** at most 255 characters of the allowed alphabet; see `toLessonLocation` */
  readonly lessonLocation: string;
  readonly lessonStatus: LessonStatus;
  /** exit suffix of the status; by default none (rule 27) */
  readonly exit?: 'time-out' | 'logout' | 'suspend';
  /** integer percent 0–100 (rule 28), or null: empty, by setting only */
  readonly score: number | null;
  /** session time in seconds */
  readonly timeSeconds: number;
}

interface Envelope {
  /** `aicc_sid` as received (rule 13) */
  readonly sessionId: string;
  /** only if the `.au` row has one */
  readonly auPassword?: string;
  /** default `4.0` (rule 23) */
  readonly version?: string;
}

/** A request of the core set (rule 22): nothing else is ever sent. */
export type HacpRequest =
  | (Envelope & { readonly command: 'GetParam' })
  | (Envelope & { readonly command: 'PutParam'; readonly core: CoreReport })
  | (Envelope & { readonly command: 'ExitAU' });

const CRLF = '\r\n';
/** Printable ASCII without `% + ' " [ ] = ;` (rule 17): some LMSs decode twice or build SQL from values. */
const ALLOWED_VALUE = /^[ !#$&()*,\-./0-9:<>?@A-Z\\^_`a-z{|}~]*$/;
const FORBIDDEN_CHARACTER = /[^ !#$&()*,\-./0-9:<>?@A-Z\\^_`a-z{|}~]/g;
const MAX_LOCATION = 255;

/**
 * The form body of a HACP request (rules 11–16): lower-case field names, `command` first, blanks as `%20`, CR LF only. `aicc_data`
 * is left out where it is empty. The session id is encoded only where it must be: Skillport fails when it is over-encoded (sheet §2.1).
 *
 * @throws RangeError naming the field and the rule if a value would break one: that is a bug of the caller
 */
export function encodeHacpRequest(request: HacpRequest): string {
  const { command, sessionId, auPassword, version = '4.0' } = request;
  if (sessionId.trim() === '') throw new RangeError('session_id is blank (rule 8)');
  const fields = [
    `command=${command}`,
    `version=${encodeField('version', version)}`,
    `session_id=${encodeField('session_id', sessionId)}`,
  ];
  if (auPassword !== undefined) fields.push(`au_password=${encodeField('au_password', auPassword)}`);
  if (request.command === 'PutParam') fields.push(`aicc_data=${encodeURIComponent(writeCore(request.core))}`);
  return fields.join('&');
}

/** Makes any text a lesson_location: characters outside the alphabet become `_`, at most 255 (rules 17, 31). */
export function toLessonLocation(text: string): string {
  return text.replace(FORBIDDEN_CHARACTER, '_').slice(0, MAX_LOCATION).trim();
}

function writeCore({ lessonLocation, lessonStatus, exit, score, timeSeconds }: CoreReport): string {
  if (!ALLOWED_VALUE.test(lessonLocation))
    throw new RangeError('lesson_location has a character outside the alphabet (rule 17); use toLessonLocation');
  if (lessonLocation.length > MAX_LOCATION)
    throw new RangeError(`lesson_location has ${lessonLocation.length} characters, more than 255 (rule 31)`);
  if (score !== null && !(Number.isInteger(score) && score >= 0 && score <= 100))
    throw new RangeError(`score must be an integer 0 to 100, not ${score} (rule 28)`);
  const lines = [
    '[core]',
    `lesson_location=${lessonLocation}`,
    `lesson_status=${lessonStatus}${exit === undefined ? '' : `, ${exit}`}`,
    `score=${score ?? ''}`,
    `time=${writeSessionTime(timeSeconds)}`,
  ];
  return lines.map((line) => line + CRLF).join('');
}

/** Percent-encodes what cannot stand in a form field; `- _ . ~ ! * ( )` and the like stay as they are. */
function encodeField(name: string, value: string): string {
  if (/\p{Surrogate}/u.test(value))
    throw new RangeError(`${name} has half a character: no LMS can have sent it (rule 13)`);
  return encodeURIComponent(value)
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/')
    .replaceAll('%40', '@')
    .replaceAll('%2C', ',');
}

/** The request body for people: without the sid and the password (rule 74). */
export function maskSessionId(body: string): string {
  return body.replace(/(^|&)((?:session_id|au_password|aicc_sid)=)[^&]*/gi, '$1$2***');
}

/** The fields of a request as they stand in a form body, decoded once; null = not sent. */
export type DecodedHacpRequest =
  | {
      readonly kind: 'request';
      readonly command: string;
      readonly version: string | null;
      readonly sessionId: string | null;
      readonly auPassword: string | null;
      readonly aiccData: string | null;
    }
  | { readonly kind: 'not-hacp-request' };

/** Reads a form body back, field names in any case, the last of two equal fields wins (as Moodle does). For traces and tests. */
export function decodeHacpRequest(body: string): DecodedHacpRequest {
  const fields = new Map<string, string>();
  for (const piece of body.split('&')) {
    const at = piece.indexOf('=');
    if (at > 0) fields.set(decodeForm(piece.slice(0, at)).toLowerCase(), decodeForm(piece.slice(at + 1)));
  }
  const command = fields.get('command');
  if (command === undefined) return { kind: 'not-hacp-request' };
  return {
    kind: 'request',
    command,
    version: fields.get('version') ?? null,
    sessionId: fields.get('session_id') ?? null,
    auPassword: fields.get('au_password') ?? null,
    aiccData: fields.get('aicc_data') ?? null,
  };
}

/**
 * Decodes one form value: `+` is a blank. Escapes that are not UTF-8 are read as Latin-1, a broken escape stays as it stands. Never
 * throws; linear in the length of the text.
 */
export function decodeForm(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+/gi, decodeEscapes);
}

/** The characters of UTF-8 by their first byte, then any single byte. */
const ESCAPED_CHARACTER = /%[0-7].|%[cd].%[89ab].|%e.(?:%[89ab].){2}|%f[0-7](?:%[89ab].){3}|%../gi;

function decodeEscapes(escapes: string): string {
  return decoded(escapes) ?? escapes.replace(ESCAPED_CHARACTER, (one) => decoded(one) ?? latin1(one));
}

function decoded(escapes: string): string | null {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return null;
  }
}

function latin1(escapes: string): string {
  return escapes.replace(/%(..)/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
