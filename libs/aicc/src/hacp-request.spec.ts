import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordedExchanges, type RecordedRequest } from '../test/recordings.js';
import { keyword, readAiccData } from './aicc-data.js';
import {
  type CoreReport,
  decodeHacpRequest,
  encodeHacpRequest,
  type HacpRequest,
  maskSessionId,
  toLessonLocation,
} from './hacp-request.js';
import { readLmsState } from './lms-state.js';

const aReport = (more: Partial<CoreReport> = {}): CoreReport => ({
  lessonLocation: '25',
  lessonStatus: 'incomplete',
  score: 45,
  timeSeconds: 0,
  ...more,
});
const putParam = (more: Partial<CoreReport> = {}): HacpRequest => ({
  command: 'PutParam',
  sessionId: 'Sid123',
  core: aReport(more),
});
/** An independent reading of a form body: what a PHP server would see. */
function formOf(body: string): Map<string, string> {
  return new Map([...new URLSearchParams(body)].map(([name, value]) => [name.toLowerCase(), value]));
}
const dataOf = (request: HacpRequest): string => formOf(encodeHacpRequest(request)).get('aicc_data') ?? '';

test('the example of sheet §2.2, byte for byte, with its Content-Length of 172', () => {
  const body = encodeHacpRequest(putParam());
  expect(body).toBe(
    'command=PutParam&version=4.0&session_id=Sid123&aicc_data=%5Bcore%5D%0D%0Alesson_location%3D25%0D%0A' +
      'lesson_status%3Dincomplete%0D%0Ascore%3D45%0D%0Atime%3D00%3A00%3A00%0D%0A',
  );
  expect(Buffer.byteLength(body)).toBe(172);
});

test('rule 11: the body is application/x-www-form-urlencoded: pairs joined by &, nothing raw that a form cannot hold', () => {
  for (const request of [putParam(), { command: 'GetParam', sessionId: 'a b&c=d' } as const])
    expect(encodeHacpRequest(request)).toMatch(/^[a-z_]+=[\w\-.~!*'()%:/@,]*(?:&[a-z_]+=[\w\-.~!*'()%:/@,]*)*$/);
});

test.each([
  ['GetParam', { command: 'GetParam', sessionId: 's' }, ['command', 'version', 'session_id']],
  ['ExitAU', { command: 'ExitAU', sessionId: 's' }, ['command', 'version', 'session_id']],
  ['PutParam', putParam(), ['command', 'version', 'session_id', 'aicc_data']],
  [
    'GetParam with a password',
    { command: 'GetParam', sessionId: 's', auPassword: 'p' },
    ['command', 'version', 'session_id', 'au_password'],
  ],
] as const)('rule 12: fields of %s in lower case, command first and never last', (_why, request, names) => {
  const fields = encodeHacpRequest(request)
    .split('&')
    .map((pair) => pair.split('=')[0]);
  expect(fields).toEqual(names);
});

test.each([['Sid123'], ['C175M21S'], ['a b+c%d&e=f;g'], ['ü手'], ["it's"], ['http://x/?y=1#z'], ['-_.~!*()']])(
  'rule 13: the session id %j arrives unchanged',
  (sessionId) => {
    expect(formOf(encodeHacpRequest({ command: 'GetParam', sessionId })).get('session_id')).toBe(sessionId);
  },
);

test('rule 13: a session id that needs no encoding gets none, or Skillport fails', () => {
  expect(encodeHacpRequest({ command: 'GetParam', sessionId: 'A-b_c.d:e/f@g,h' })).toContain(
    'session_id=A-b_c.d:e/f@g,h',
  );
});

test('rule 14: blanks are %20 and line ends %0D%0A, never +', () => {
  const body = encodeHacpRequest(putParam({ lessonLocation: 'part 1', lessonStatus: 'not attempted' }));
  expect(body).toContain('lesson_location%3Dpart%201%0D%0A');
  expect(body).toContain('lesson_status%3Dnot%20attempted%0D%0A');
  expect(body).not.toMatch(/[+\s]/);
  expect(encodeHacpRequest({ command: 'GetParam', sessionId: 'a b' })).toContain('session_id=a%20b');
});

test('rule 15: aicc_data begins with [core], no byte before it', () => {
  expect(dataOf(putParam()).startsWith('[core]\r\n')).toBe(true);
  expect(encodeHacpRequest(putParam())).toContain('aicc_data=%5Bcore%5D%0D%0A');
});

test('rule 16: CR LF only, and one at the end', () => {
  const data = dataOf(putParam());
  expect(data.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(data).toMatch(/[^\r\n]\r\n$/);
});

test.each([...`%+'"[]=;`, 'é', '手', '\t', '\u0000', '\r', '\n', '\u007f'])(
  'rule 17: a lesson_location with %j is refused, and toLessonLocation mends it',
  (character) => {
    const location = `a${character}b`;
    expect(() => encodeHacpRequest(putParam({ lessonLocation: location }))).toThrow(/lesson_location.*rule 17/);
    expect(dataOf(putParam({ lessonLocation: toLessonLocation(location) }))).toContain('lesson_location=a_b\r\n');
  },
);

test('rule 17: whatever is reported, the block is ASCII and its values are free of % + \' " [ ] = ;', () => {
  fc.assert(
    fc.property(aCoreReport(), (core) => {
      const data = dataOf({ command: 'PutParam', sessionId: 's', core });
      expect(data).toMatch(/^[\x20-\x7e\r\n]*$/);
      const lines = data.split('\r\n').slice(1, -1);
      for (const line of lines) expect(line.slice(line.indexOf('=') + 1)).toMatch(/^[^%+'"[\]=;]*$/);
    }),
  );
});

test('rule 22: GetParam, PutParam and ExitAU are all that can be said', () => {
  const commands: readonly HacpRequest['command'][] = ['GetParam', 'PutParam', 'ExitAU'];
  expect(
    commands.map(
      (command) => encodeHacpRequest(command === 'PutParam' ? putParam() : { command, sessionId: 's' }).split('&')[0],
    ),
  ).toEqual(['command=GetParam', 'command=PutParam', 'command=ExitAU']);
});

test('rule 23: version=4.0 unless a profile says otherwise', () => {
  expect(encodeHacpRequest({ command: 'GetParam', sessionId: 's' })).toContain('&version=4.0&');
  expect(encodeHacpRequest({ command: 'GetParam', sessionId: 's', version: '3.5' })).toContain('&version=3.5&');
});

test.each([
  ['a score', 45, 'score=45'],
  ['no score yet, because a mastery score is set (design §7)', null, 'score='],
])('rule 25: all four keywords in every PutParam, with %s', (_why, score, line) => {
  expect(dataOf(putParam({ score })).split('\r\n')).toEqual([
    '[core]',
    'lesson_location=25',
    'lesson_status=incomplete',
    line,
    'time=00:00:00',
    '',
  ]);
});

test.each(['passed', 'completed', 'failed', 'incomplete', 'browsed', 'not attempted'] as const)(
  'rule 26: lesson_status is the full lower-case word: %s',
  (lessonStatus) => {
    expect(dataOf(putParam({ lessonStatus }))).toContain(`\r\nlesson_status=${lessonStatus}\r\n`);
  },
);

test.each([
  [undefined, 'incomplete'],
  ['suspend', 'incomplete, suspend'],
  ['time-out', 'incomplete, time-out'],
  ['logout', 'incomplete, logout'],
] as const)('rule 27: no exit suffix by default, by setting %s', (exit, value) => {
  expect(dataOf(putParam(exit === undefined ? {} : { exit }))).toContain(`lesson_status=${value}\r\n`);
});

test.each([0, 1, 99, 100])('rule 28: a score of %d is an integer without max and min', (score) => {
  expect(dataOf(putParam({ score }))).toContain(`\r\nscore=${score}\r\n`);
});

test.each([-1, 101, 45.5, NaN, Infinity, -0.1])('rule 28: a score of %d is refused', (score) => {
  expect(() => encodeHacpRequest(putParam({ score }))).toThrow(/score.*rule 28/);
});

test.each([
  [0, '00:00:00'],
  [59, '00:00:59'],
  [60, '00:01:00'],
  [3_661, '01:01:01'],
  [359_999, '99:59:59'],
  [360_000, '100:00:00'],
  [90.9, '00:01:30'],
  [9_999 * 3_600 + 3_599, '9999:59:59'],
  [1e12, '9999:59:59'],
])('rule 29: %d seconds are written %s', (timeSeconds, time) => {
  expect(dataOf(putParam({ timeSeconds }))).toContain(`\r\ntime=${time}\r\n`);
});

test.each([-1, NaN, Infinity])('rule 29: a time of %d seconds is refused', (timeSeconds) => {
  expect(() => encodeHacpRequest(putParam({ timeSeconds }))).toThrow(/time.*rule 29/);
});

test('rule 31: a lesson_location of 255 characters goes out, one of 256 is refused, toLessonLocation cuts', () => {
  expect(dataOf(putParam({ lessonLocation: 'x'.repeat(255) }))).toContain(`=${'x'.repeat(255)}\r\n`);
  expect(() => encodeHacpRequest(putParam({ lessonLocation: 'x'.repeat(256) }))).toThrow(/lesson_location.*rule 31/);
  expect(toLessonLocation('x'.repeat(300))).toHaveLength(255);
});

test('rules 32 and 33: no core_lesson, and no group but [core]', () => {
  expect(dataOf(putParam()).match(/^\[.*$/gm)).toEqual(['[core]']);
});

test.each([
  ['an empty session id', { command: 'GetParam', sessionId: '' }, /session_id.*rule 8/],
  ['a blank session id', { command: 'ExitAU', sessionId: ' ' }, /session_id.*rule 8/],
  ['half a character in the session id', { command: 'GetParam', sessionId: 'a\ud800' }, /session_id/],
] as const)('%s is a bug of ours and is named', (_why, request, message) => {
  expect(() => encodeHacpRequest(request)).toThrow(RangeError);
  expect(() => encodeHacpRequest(request)).toThrow(message);
});

test('rule 74: the body for people has neither session id nor password', () => {
  const body = encodeHacpRequest({ ...putParam(), auPassword: 'pw-secret' });
  expect(maskSessionId(body)).not.toMatch(/Sid123|pw-secret/);
  expect(maskSessionId(body)).toMatch(
    /^command=PutParam&version=4.0&session_id=\*\*\*&au_password=\*\*\*&aicc_data=%5Bcore/,
  );
  expect(maskSessionId('AICC_SID=abc&Session_ID=abc')).toBe('AICC_SID=***&Session_ID=***');
});

test.each([
  [
    'field names in any case',
    'COMMAND=GetParam&VERSION=3.5&Session_ID=s',
    { command: 'GetParam', version: '3.5', sessionId: 's' },
  ],
  [
    'the last of two equal fields, as Moodle',
    'command=GetParam&session_id=a&SESSION_ID=b',
    { command: 'GetParam', sessionId: 'b' },
  ],
  ['+ as a blank', 'command=PutParam&aicc_data=a+b%2Bc', { aiccData: 'a b+c' }],
  ['fields that were not sent', 'command=ExitAU', { version: null, sessionId: null, auPassword: null, aiccData: null }],
])('a request is read back: %s', (_why, body, expected) => {
  expect(decodeHacpRequest(body)).toMatchObject({ kind: 'request', ...expected });
});

test.each([[''], ['session_id=s'], ['<html>'], ['{"command":"GetParam"}'], ['=GetParam']])(
  '%j is no HACP request',
  (body) => {
    expect(decodeHacpRequest(body)).toEqual({ kind: 'not-hacp-request' });
  },
);

/** The reports that can be written: what `toLessonLocation` and the types allow. */
function aCoreReport(): fc.Arbitrary<CoreReport> {
  return fc.record(
    {
      lessonLocation: fc.string({ unit: 'binary', maxLength: 300 }).map(toLessonLocation),
      lessonStatus: fc.constantFrom('passed', 'completed', 'failed', 'incomplete', 'browsed', 'not attempted'),
      exit: fc.constantFrom('time-out', 'logout', 'suspend'),
      score: fc.option(fc.integer({ min: 0, max: 100 })),
      timeSeconds: fc.integer({ min: 0, max: 9_999 * 3_600 + 3_599 }),
    },
    { requiredKeys: ['lessonLocation', 'lessonStatus', 'score', 'timeSeconds'] },
  );
}

const aField = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((text) => text.trim() !== '' && !/\p{Surrogate}/u.test(text));

test('encode, then decode: the same request, whatever it says', () => {
  fc.assert(
    fc.property(aField, aField, fc.option(aField), aCoreReport(), (sessionId, version, auPassword, core) => {
      const more = { version, ...(auPassword === null ? {} : { auPassword }) };
      const body = encodeHacpRequest({ command: 'PutParam', sessionId, core, ...more });
      const read = decodeHacpRequest(body);
      expect(read).toMatchObject({ kind: 'request', command: 'PutParam', sessionId, version, auPassword });
      expect(formOf(body).get('session_id')).toBe(sessionId);
      expect(coreOf(read.kind === 'request' ? (read.aiccData ?? '') : '')).toEqual({ exit: undefined, ...core });
    }),
    { numRuns: 300 },
  );
});

/** What an LMS reads from the block, in the words of the report. */
function coreOf(aiccData: string): CoreReport & { exit: string | undefined } {
  const { lessonLocation, lessonStatus, score, timeSeconds } = readLmsState(aiccData);
  const suffix = (keyword(readAiccData(aiccData), 'core', 'lesson_status') ?? '').split(',')[1]?.trim();
  return {
    lessonLocation: lessonLocation ?? '',
    lessonStatus: lessonStatus ?? 'not attempted',
    exit: suffix === 'time-out' || suffix === 'logout' || suffix === 'suspend' ? suffix : undefined,
    score: score?.raw ?? null,
    timeSeconds: timeSeconds ?? 0,
  };
}

test('reading a request never throws', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('&', '=', '%', '+', '%zz', '%E9', 'command=', '__proto__='),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      expect(['request', 'not-hacp-request']).toContain(decodeHacpRequest(pieces.join('')).kind);
    }),
  );
});

/** A recorded request that our rules allow: a form POST of one of the three commands, whose block says what we can say. */
function allowedRequest({ method, contentType, body }: RecordedRequest): HacpRequest | null {
  if (method !== 'POST' || contentType !== 'application/x-www-form-urlencoded' || body === null) return null;
  if (/\s|^[0-9a-f]+\r\n/.test(body)) return null;
  const form = formOf(body);
  const sessionId = form.get('session_id') ?? '';
  if (sessionId.trim() === '') return null;
  const password = form.get('au_password');
  const envelope = {
    sessionId,
    version: form.get('version') ?? '4.0',
    ...(password === undefined ? {} : { auPassword: password }),
  };
  const command = form.get('command') ?? '';
  if (command === 'GetParam' || command === 'ExitAU') return { command, ...envelope };
  const core = command === 'PutParam' ? allowedCore(form.get('aicc_data') ?? '') : null;
  return core === null ? null : { command: 'PutParam', ...envelope, core };
}

/**
 * Exactly the four keywords in `[core]`, with values that rules 17 and 25 to 31 allow; read without our decoder. A `[core_lesson]`
 * behind it is left aside: we send none (rule 33).
 */
function allowedCore(data: string): CoreReport | null {
  const block =
    /^\[core\]\r\nlesson_location=([^\r\n%+'"[\]=;]{0,255})\r\nlesson_status=([a-z ]+)(?:, ?(suspend|logout|time-out))?\r\nscore=(\d{0,3})\r\ntime=(\d{2,4}):([0-5]\d):([0-5]\d)\r\n(?:\[core_lesson\]\r\n[^[]*)?$/i.exec(
      data,
    );
  if (block === null) return null;
  const [, lessonLocation = '', status = '', exit, score = '', hours = '', minutes = '', seconds = ''] = block;
  const lessonStatus = STATUS_WORDS.find((word) => word === status);
  if (lessonStatus === undefined || !/^[ -~]*$/.test(lessonLocation) || Number(score) > 100) return null;
  return {
    lessonLocation,
    lessonStatus,
    ...(exit === 'suspend' || exit === 'logout' || exit === 'time-out' ? { exit } : {}),
    score: score === '' ? null : Number(score),
    timeSeconds: Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds),
  };
}
const STATUS_WORDS = ['passed', 'completed', 'failed', 'incomplete', 'browsed', 'not attempted'] as const;

const allowed = recordedExchanges().flatMap(({ name, request }) => {
  const meant = allowedRequest(request);
  return meant === null ? [] : [{ name, body: request.body ?? '', meant }];
});

test('most recorded requests are such as our rules allow', () => {
  expect(allowed.filter(({ meant }) => meant.command === 'GetParam').length).toBeGreaterThan(200);
  expect(allowed.filter(({ meant }) => meant.command === 'PutParam').length).toBeGreaterThan(100);
  expect(allowed.filter(({ meant }) => meant.command === 'ExitAU').length).toBeGreaterThan(20);
});

test('every recorded request that the rules allow, decoded and encoded again by ours, says the same', () => {
  for (const { name, body, meant } of allowed) {
    const read = decodeHacpRequest(body);
    const theirs = formOf(body);
    expect([name, read]).toEqual([
      name,
      {
        kind: 'request',
        command: meant.command,
        version: theirs.get('version') ?? null,
        sessionId: meant.sessionId,
        auPassword: theirs.get('au_password') ?? null,
        aiccData: theirs.get('aicc_data') ?? null,
      },
    ]);
    const ours = formOf(encodeHacpRequest(meant));
    for (const field of ['command', 'session_id', 'au_password'])
      expect([name, ours.get(field)]).toEqual([name, theirs.get(field)]);
    expect([name, ours.get('version')]).toEqual([name, theirs.get('version') ?? '4.0']);
    if (meant.command === 'PutParam')
      expect([name, linesOf(ours.get('aicc_data') ?? '')]).toEqual([name, linesOf(theirs.get('aicc_data') ?? '')]);
  }
});

/** Lines of `[core]` with names in lower case and blanks behind commas left aside: what cannot make a difference (sheet §4.1). */
function linesOf(data: string): string[] {
  const [core = ''] = data.split(/^\[core_lesson\]/im);
  return core.split('\r\n').map((line) => line.replace(/^[^=]*/, (name) => name.toLowerCase()).replace(/, +/, ','));
}
