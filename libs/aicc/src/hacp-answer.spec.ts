import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type RecordedExchange, recordedExchanges } from '../test/recordings.js';
import { classifyHacpExchange, decodeBody, type HacpExchangeClass, readHacpAnswer } from './hacp-answer.js';

const ok = (aiccData = '', version: string | null = null) => ({ kind: 'ok', version, aiccData });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const classOf = (status: number, body: string) => classifyHacpExchange({ status, answer: readHacpAnswer(body) });

test.each([
  ['Moodle: CR LF', 'error=0\r\nerror_text=Successful\r\n', ok()],
  ['LF only, as ULMS', 'error=0\nerror_text=Successful\n', ok()],
  ['CR only', 'error=0\rerror_text=Successful\r', ok()],
  ['capitals', 'ERROR=0\r\nERROR_TEXT=Successful\r\n', ok()],
  ['blanks round the =, as early Moodle 2.x', '  Error = 0  \r\nerror_text = Successful\r\n', ok()],
  ['blank lines before it', '\r\n\r\nerror=0', ok()],
  [
    'a PHP warning as HTML before it',
    '<br />\n<b>Warning</b>: Uninitialized offset 0 in <b>aicc.php</b> on line 1<br />\nerror=0\r\n',
    ok(),
  ],
  ['a byte order mark before it', '\ufefferror=0\r\n', ok()],
  ['an earlier line that is none', 'error=\r\nerror=none\r\nmy error=0\r\nerror=0', ok()],
  ['leading zeros', 'error=000', ok()],
])('rule 43: finds error: %s', (_why, body, expected) => {
  expect(readHacpAnswer(body)).toEqual(expected);
  expect(readHacpAnswer(bytes(body))).toEqual(expected);
});

test.each([
  ['none at all', 'error=0\r\n', ok()],
  ['empty, as the Rustici engine', 'error=0\r\nerror_text=\r\n', ok()],
  ['another text', 'error=0\r\nerror_text=Invalid Command, not really\r\n', ok()],
  ['a version of 2.0, as ULMS', 'error=0\r\nerror_text=x\r\nversion=2.0\r\n', ok('', '2.0')],
  ['a version before the text', 'error=0\r\nVersion = 4.0\r\nerror_text=x\r\n', ok('', '4.0')],
])('rule 44: error_text and version decide nothing: %s', (_why, body, expected) => {
  expect(readHacpAnswer(body)).toEqual(expected);
});

test.each([
  ['same line', 'error=0\r\naicc_data=[Core]\r\nStudent_ID=4\r\n'],
  ['next line, as Halyard', 'error=0\r\naicc_data=\r\n[Core]\r\nStudent_ID=4\r\n'],
  ['blanks round the =', 'error=0\r\nAICC_Data = [Core]\r\nStudent_ID=4\r\n'],
  ['LF only', 'error=0\naicc_data=[Core]\nStudent_ID=4\n'],
])('rule 45: aicc_data begins on the %s', (_why, body) => {
  expect(readHacpAnswer(body)).toEqual(ok('[Core]\r\nStudent_ID=4\r\n'));
});

test('rule 45: aicc_data goes to the end, lines like error=1 in it included', () => {
  expect(readHacpAnswer('error=0\r\naicc_data=[Core]\r\nerror=1\r\naicc_data=x')).toEqual(
    ok('[Core]\r\nerror=1\r\naicc_data=x'),
  );
});

test.each([
  ['no error line', 200, 'Successful\r\n', 'no-error-line'],
  ['an empty body, as Chamilo', 200, '', 'empty'],
  ['blank lines only', 200, ' \r\n\r\n', 'empty'],
  ['an HTML page', 200, '<!DOCTYPE html>\n<html><head><title>Log in</title></head></html>', 'html'],
  ['an HTML page without doctype', 200, '<title>Log in</title>', 'html'],
  ['HTTP 404', 404, '<html></html>', 'http-404'],
  ['HTTP 404 with a body that says error=0', 404, 'error=0\r\n', 'http-404'],
] as const)(
  'rule 46: %s is no success; design §7: it is tried again, for a passing conflict looks alike',
  (_why, status, body, sign) => {
    expect(classOf(status, body)).toEqual({ kind: 'ambiguous', sign });
  },
);

test.each([
  [1, 'Terminated', { kind: 'terminated' }],
  [101, 'Terminated', { kind: 'terminated' }],
  [101, '', { kind: 'terminated' }],
  [3, 'Invalid Session ID', { kind: 'session-unknown', sign: 'error-3' }],
  [1, 'Not Initialized', { kind: 'not-initialized' }],
  [1, 'Invalid Command', { kind: 'command-refused', code: 1, text: 'Invalid Command' }],
  [1, '', { kind: 'command-refused', code: 1, text: '' }],
  [2, 'Invalid AU password', { kind: 'configuration', sign: 'au-password' }],
  [42, 'Terminated', { kind: 'command-refused', code: 42, text: 'Terminated' }],
] as const)('rule 47, sheet §3.4: error=%d %s', (code, text, expected) => {
  expect(classOf(200, `error=${code}\r\nerror_text=${text}\r\n`)).toEqual(expected);
});

test.each([
  [301, { kind: 'configuration', sign: 'redirect' }],
  [303, { kind: 'configuration', sign: 'redirect' }],
  [400, { kind: 'command-refused-by-http', status: 400 }],
  [401, { kind: 'session-unknown', sign: 'http-401' }],
  [403, { kind: 'session-unknown', sign: 'http-403' }],
  [408, { kind: 'busy', status: 408 }],
  [410, { kind: 'command-refused-by-http', status: 410 }],
  [429, { kind: 'busy', status: 429 }],
  [500, { kind: 'busy', status: 500 }],
  [503, { kind: 'busy', status: 503 }],
  [201, { kind: 'command-refused-by-http', status: 201 }],
  [204, { kind: 'command-refused-by-http', status: 204 }],
] as const)('rule 48, sheet §2.1: HTTP %d is no success, even with error=0', (status, expected) => {
  expect(classOf(status, 'error=0\r\nerror_text=Successful\r\n')).toEqual(expected);
});

test.each([
  ['UTF-8', bytes('error=0\r\naicc_data=[Core]\r\nStudent_Name=Zoë\r\n'), 'Zoë'],
  [
    'Windows-1252',
    Uint8Array.from(
      [...'error=0\r\naicc_data=[Core]\r\nStudent_Name=Zo'].map((c) => c.charCodeAt(0)).concat(0xeb, 0x80),
    ),
    'Zoë€',
  ],
])('sheet §3.3: bytes are read as %s', (_why, body, name) => {
  expect(readHacpAnswer(body)).toMatchObject({ kind: 'ok', aiccData: expect.stringContaining(`Student_Name=${name}`) });
});

test('sheet §3.3: a byte order mark is dropped, whatever the charset', () => {
  expect(decodeBody(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('a');
});

test.each([
  [
    'CR LF and blanks as +',
    'error%3D0%0D%0Aerror_text%3DSuccessful+it+is%0D%0Aaicc_data%3D%5BCore%5D%0D%0AStudent_ID%3D7%0D%0A',
  ],
  ['a line end behind it', 'error%3D0%0aaicc_data%3D[Core]%0aStudent_ID%3d7%0a\r\n'],
])('rule 52: a body that is percent-encoded as a whole, as ULMS: %s', (_why, body) => {
  expect(readHacpAnswer(body)).toEqual(ok('[Core]\r\nStudent_ID=7\r\n'));
});

test('rule 52: a plain body with escapes in a value is left alone', () => {
  expect(readHacpAnswer('error=0\r\naicc_data=[Core_Vendor]\r\na=%0D%3D\r\n')).toEqual(
    ok('[Core_Vendor]\r\na=%0D%3D\r\n'),
  );
});

/**
 * What the recording says by itself: HTTP status, then the error number that the LMS's script printed (recordings README, "Answers").
 * A page that was left out of the recording is HTML.
 */
function recordedClass({ status, body, request }: RecordedExchange): HacpExchangeClass['kind'] {
  if (status === 303) return 'configuration';
  if (status === 500 || status === 503) return 'busy';
  if (status === 404 || request.method === 'HEAD') return 'ambiguous';
  if (body?.startsWith('error=0\r\n')) return 'confirmed';
  if (body === 'error=1\r\nerror_text=Not Initialized\r\n') return 'not-initialized';
  if (body === 'error=1\r\nerror_text=Terminated\r\n' || body === 'error=101\r\nerror_text=Terminated\r\n')
    return 'terminated';
  if (body === 'error=1\r\nerror_text=Invalid Command\r\n') return 'command-refused';
  throw new Error(`nobody has said what HTTP ${status} with ${String(body)} is`);
}

/** Two answers of 65 kB and 1 MB were left out: there is nothing to decode. */
const exchanges = recordedExchanges().filter(({ status, body }) => status !== 200 || body !== null);

test('the recordings hold 848 answers, of every kind that Moodle has', () => {
  expect(recordedExchanges()).toHaveLength(850);
  const kinds = new Set(exchanges.map(recordedClass));
  expect([...kinds].sort()).toEqual([
    'ambiguous',
    'busy',
    'command-refused',
    'configuration',
    'confirmed',
    'not-initialized',
    'terminated',
  ]);
});

test('every recorded answer is classified as the recording says', () => {
  for (const exchange of exchanges) {
    const { name, status, body, bodyOmitted } = exchange;
    const page = bodyOmitted === null ? '' : '<!DOCTYPE html><html><title>left out of the recording</title></html>';
    expect([name, classOf(status, body ?? page).kind]).toEqual([name, recordedClass(exchange)]);
  }
});

test('what a recorded answer says of itself arrives: data of GetParam, nothing of the others', () => {
  for (const { name, status, body } of exchanges) {
    if (status !== 200 || !body?.startsWith('error=0')) continue;
    const cut = body.indexOf('aicc_data=');
    const data = cut < 0 ? '' : body.slice(cut + 'aicc_data='.length);
    const read = classOf(status, body);
    // Line ends become CR LF; a recorded value may hold a bare one.
    const lines = (text: string): string[] => text.split(/\r\n|\r|\n/);
    expect([name, read.kind === 'confirmed' ? lines(read.aiccData) : read]).toEqual([name, lines(data)]);
  }
});

test('whatever an LMS sends is read, and only error=0 is ok', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('error', '=', '0', '\r\n', '\n', '%0D', '%', 'aicc_data=', 'error_text=', '[', '<html>', ' '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const body = pieces.join('');
      const read = readHacpAnswer(body);
      if (read.kind === 'ok') expect(body.toLowerCase()).toMatch(/error\s*(?:=|%3d)\s*0/);
      if (read.kind === 'refused') expect(read.code).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
});

test('never throws on bytes up to 64 KiB', () => {
  fc.assert(
    // A short random run repeated up to 64 KiB: long random arrays cost seconds and meet the same bytes.
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 512 }), fc.integer({ min: 1, max: 65_536 }), (run, length) => {
      const body = Uint8Array.from({ length }, (_, index) => run[index % run.length] ?? 0);
      expect(['ok', 'refused', 'not-hacp']).toContain(readHacpAnswer(body).kind);
    }),
    { numRuns: 60 },
  );
});
