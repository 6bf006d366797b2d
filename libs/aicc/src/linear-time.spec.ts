import { describe, expect, test } from '@jest/globals';
import { readAiccData } from './aicc-data.js';
import { checkAiccUrl, readHostName } from './aicc-url.js';
import { readHacpAnswer } from './hacp-answer.js';
import { decodeHacpRequest, maskSessionId, toLessonLocation } from './hacp-request.js';
import { readLaunchParameters } from './launch-parameters.js';
import { readLmsState } from './lms-state.js';
import { readCourse } from './read-course.js';
import { makeTextSafe, makeTitleSafe } from './safe-text.js';

const SIZE = 65_536;

/** Repeated pieces on which careless patterns go back and forth. */
const PIECES = [
  ...[
    '?',
    '&',
    '=',
    '%',
    '+',
    '[',
    ']',
    '"',
    "'",
    ',',
    ';',
    '<',
    '{',
    ' ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    ':',
    '/',
    '0',
    'a',
    'é',
    '手',
  ],
  ...[
    '%3D',
    '%E9',
    '%C3%A9',
    '??a',
    '="',
    '",',
    '","',
    ',"',
    '< ',
    ' =',
    '=\r\n',
    '[]\r\n',
    'a=\r\n',
    '?aicc_sid',
    'error',
    'error=',
    'error=0\n',
  ],
  ...['\n ', '[core]\n', '[core_lesson]\n \n', 'session_id', '&session_id=', '0:', '0,', '[[ ', '\u2028', '!('],
];

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const aCourse = (text: string) =>
  (['crs', 'au', 'des', 'cst'] as const).map((extension) => ({
    name: `c.${extension}`,
    bytes: ascii(`${HEADS[extension]}\r\n${text}`),
  }));
const HEADS = {
  crs: '[Course]\r\nCourse_ID=c\r\nCourse_Title=t',
  au: '"System_ID","File_Name"',
  des: '"System_ID","Title"',
  cst: '"Block","Member"',
};

/** What reads text that somebody else wrote. */
const READERS: readonly (readonly [name: string, read: (text: string) => unknown])[] = [
  ['an answer', (text) => readHacpAnswer(text)],
  ['an answer with data', (text) => readHacpAnswer(`error=0\r\naicc_data=${text}`)],
  ['AICC_Data', (text) => readAiccData(text)],
  ['a text of core_lesson', (text) => readAiccData(`[core_lesson]\n${text}x`)],
  [
    'what an LMS says',
    (text) => readLmsState(`[core]\nlesson_status=${text}\nscore=${text}\ntime=${text}\nstudent_id=${text}`),
  ],
  ['a launch', (text) => readLaunchParameters(text)],
  ['an aicc_url', (text) => readLaunchParameters(`aicc_sid=s&aicc_url=http%3A${encodeURIComponent(text)}`)],
  ['a checked aicc_url', (text) => checkAiccUrl(`https://h/${text}`.slice(0, 3_999), [])],
  ['a host name', (text) => readHostName(text)],
  ['a request', (text) => decodeHacpRequest(`command=${text}`)],
  ['a masked request', (text) => maskSessionId(text)],
  ['a lesson_location', (text) => toLessonLocation(text)],
  ['a title', (text) => makeTitleSafe(text, 'ascii')],
  ['a description', (text) => makeTextSafe(`${text}x`, 'utf-8', 900)],
  ['a package', (text) => readCourse(aCourse(text))],
];

/**
 * A quadratic pattern does 4 billion steps on 64 KiB, which takes seconds; a linear one takes milliseconds. The limit lies far from
 * both, and the best of three counts, so that a busy machine does not fail it.
 */
const LIMIT_MS = 500;

describe('64 KiB of any piece, over and over, is read in linear time', () => {
  test.each(READERS)('%s', (_name, read) => {
    for (const piece of PIECES) {
      const run = piece.repeat(Math.floor((SIZE - 2) / piece.length));
      // Bare, and between two letters: a pattern may be anchored to the start, or fail only at the end.
      for (const text of [run, `x${run}x`])
        expect([text.slice(0, 20), bestOfThree(() => read(text)) < LIMIT_MS]).toEqual([text.slice(0, 20), true]);
    }
  });
});

function bestOfThree(work: () => unknown): number {
  let best = Infinity;
  for (let round = 0; round < 3 && best > LIMIT_MS; round += 1) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}
