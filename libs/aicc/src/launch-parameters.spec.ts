import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recordedLaunches, recordedPackages } from '../test/recordings.js';
import { readLaunchParameters } from './launch-parameters.js';

const MOODLE = 'http://lms.example.test/mod/scorm/aicc.php';
const queryOf = (url: string): string => (url.split('#')[0] ?? '').replace(/^[^?]*\?/, '');
const launch = (query: string) => {
  const read = readLaunchParameters(query);
  if (read.kind !== 'launch') throw new Error(`read as ${read.kind}: ${query}`);
  return read;
};

test.each([
  ['upper case, as SuccessFactors documents it', 'AICC_SID=s1&AICC_URL=https%3A%2F%2Fh%2Fx'],
  ['mixed case', 'Aicc_Sid=s1&aIcC_uRl=https%3A%2F%2Fh%2Fx'],
  ['the other order', 'aicc_url=https%3A%2F%2Fh%2Fx&aicc_sid=s1'],
  ['others around and between', 'a=1&aicc_sid=s1&CMI=HACP&aicc_url=https%3A%2F%2Fh%2Fx&course=exl-101'],
  ['the names themselves encoded', 'aicc%5Fsid=s1&aicc%5Furl=https%3A%2F%2Fh%2Fx'],
])('rule 1: names in any case and any position: %s', (_why, query) => {
  expect(launch(query)).toMatchObject({ aiccSid: 's1', aiccUrl: 'https://h/x', notes: [] });
});

test('rule 2: the raw query is split before values are decoded, and they are decoded once', () => {
  expect(launch('aicc_sid=a%26b%3Dc%2525&aicc_url=https%3A%2F%2Fh%2Fx%3Fq%3D%2526')).toMatchObject({
    aiccSid: 'a&b=c%25',
    aiccUrl: 'https://h/x?q=%26',
  });
});

test('rule 3: an unencoded aicc_url without query, as Moodle writes it', () => {
  expect(launch('aicc_sid=Sid123&aicc_url=https://h/mod/scorm/aicc.php&course=x')).toEqual({
    kind: 'launch',
    aiccSid: 'Sid123',
    aiccUrl: 'https://h/mod/scorm/aicc.php',
    notes: [],
    others: [['course', 'x']],
  });
});

test('rule 4: an encoded query inside aicc_url stays as it is', () => {
  const url = 'https://lms.example.net/hacp?tenant=7&mode=x&next=%2Fa+b';
  expect(launch(`aicc_sid=s&aicc_url=${encodeURIComponent(url)}&course=exl-101`).aiccUrl).toBe(url);
});

test.each([
  ['trailing &', 'aicc_sid=s&aicc_url=https%3A%2F%2Fh%2Fx&', []],
  ['double & and ?', '??&&aicc_sid=s&&aicc_url=https%3A%2F%2Fh%2Fx', []],
  [
    '?aicc_sid= after an earlier ?, as Chamilo writes it',
    'a=1?aicc_sid=s&aicc_url=https%3A%2F%2Fh%2Fx&',
    ['late-question-mark'],
  ],
  ['?AICC_URL= after an earlier ?', 'aicc_sid=s?AICC_URL=https%3A%2F%2Fh%2Fx', ['late-question-mark']],
  ['several ? in a row', 'a=1??aicc_sid=s&aicc_url=https%3A%2F%2Fh%2Fx', ['late-question-mark']],
])('rule 5: tolerates %s', (_why, query, notes) => {
  expect(launch(query)).toMatchObject({ aiccSid: 's', aiccUrl: 'https://h/x', notes });
});

test('rule 5: any other ? belongs to an unencoded aicc_url', () => {
  expect(launch('aicc_sid=s&aicc_url=https://h/x?tenant=7')).toMatchObject({
    aiccUrl: 'https://h/x?tenant=7',
    notes: [],
  });
});

test.each([
  ['http, twice encoded', 'http%253A%252F%252Fh%252Fx', 'http://h/x', ['decoded-twice']],
  ['https in capitals, twice encoded', 'HTTPS%253a%252F%252Fh%252Fx', 'HTTPS://h/x', ['decoded-twice']],
  [
    'three times encoded: no third decoding',
    'https%25253A%25252F%25252Fh',
    'https://https%253A%252F%252Fh',
    ['scheme-added'],
  ],
  [
    'once encoded: an escape in its query is left alone',
    'https%3A%2F%2Fh%2Fx%3Fu%3Dhttps%253A',
    'https://h/x?u=https%3A',
    [],
  ],
])('rule 6: a second decoding only if the value still begins with http%%3A: %s', (_why, value, aiccUrl, notes) => {
  expect(launch(`aicc_sid=s&aicc_url=${value}`)).toMatchObject({ aiccUrl, notes });
});

test.each([
  ['host and path', 'lms.example.net%2Fhacp', 'https://lms.example.net/hacp'],
  ['host, port and path, as seen in launch logs', 'lms.example.net%3A8443%2Fhacp', 'https://lms.example.net:8443/hacp'],
  ['two slashes in front', '%2F%2Flms.example.net%2Fhacp', 'https://lms.example.net/hacp'],
])('rule 7: https:// is added if the scheme is missing: %s', (_why, value, aiccUrl) => {
  expect(launch(`aicc_sid=s&aicc_url=${value}`)).toMatchObject({ aiccUrl, notes: ['scheme-added'] });
});

test.each([
  ['no sid', 'aicc_url=https%3A%2F%2Fh', ['aicc_sid']],
  ['no url', 'aicc_sid=s', ['aicc_url']],
  ['blank sid', 'aicc_sid=%20&aicc_url=https%3A%2F%2Fh', ['aicc_sid']],
  ['empty url', 'aicc_sid=s&aicc_url=', ['aicc_url']],
  ['names without values', 'aicc_sid&aicc_url', ['aicc_sid', 'aicc_url']],
])('rule 8: a launch with %s has nothing to report to', (_why, query, missing) => {
  expect(readLaunchParameters(query)).toMatchObject({ kind: 'incomplete', missing });
});

test.each([[''], ['?'], ['course=exl-101'], ['aicc=1']])('neither sid nor url: opened directly (%j)', (query) => {
  expect(readLaunchParameters(query).kind).toBe('none');
});

test('rule 13: the sid is kept to the letter, blanks and plus signs included', () => {
  expect(launch('aicc_sid=%20C175M21S+/=%20&aicc_url=https%3A%2F%2Fh').aiccSid).toBe(' C175M21S+/= ');
});

test.each([
  [
    'Chamilo: encoded once, trailing &',
    'aicc_sid=s&aicc_url=http%3A%2F%2Fh%2Fmain%2Flp%2Faicc_hacp.php&',
    'http://h/main/lp/aicc_hacp.php',
  ],
  ['Moodle: not encoded at all', `aicc_sid=s&aicc_url=${MOODLE}`, MOODLE],
  [
    'SuccessFactors in review: an escaped & right behind the path',
    'AICC_SID=C175M21S&AICC_URL=https%3A%2F%2Fh%2Flearning%2FPwsAicc%26reviewMode%3dtrue',
    'https://h/learning/PwsAicc&reviewMode=true',
  ],
  [
    'others: encoded, without a scheme',
    'aicc_sid=s&aicc_url=host.example%3A8443%2Fpath',
    'https://host.example:8443/path',
  ],
  [
    'an LMS that encodes (sheet §6.9)',
    'aicc_sid=Sid123&aicc_url=https%3A%2F%2Flms.example.net%2Fhacp%3Ftenant%3D7%26mode%3Dx&course=exl-101',
    'https://lms.example.net/hacp?tenant=7&mode=x',
  ],
])('sheet §1.2, %s', (_why, query, aiccUrl) => {
  expect(launch(query).aiccUrl).toBe(aiccUrl);
});

test('what an unencoded query of aicc_url lost is kept among the others, for a rule per LMS', () => {
  expect(launch('aicc_sid=s&aicc_url=https://h/x?a=1&b=2')).toMatchObject({
    aiccUrl: 'https://h/x?a=1',
    others: [['b', '2']],
  });
});

test('the first of two equal names wins, so that Web_Launch cannot redirect the report', () => {
  expect(launch('aicc_sid=s&aicc_url=https%3A%2F%2Fh&aicc_sid=fake&AICC_URL=https%3A%2F%2Fevil')).toMatchObject({
    aiccSid: 's',
    aiccUrl: 'https://h',
    notes: ['repeated'],
  });
});

test.each([
  ['Latin-1', 'caf%E9', 'café'],
  ['UTF-8', 'caf%C3%A9', 'café'],
  ['both, and a broken escape', '%C3%A9%20%E9%zz%', 'é é%zz%'],
])('other parameters in %s are read', (_why, value, expected) => {
  expect(launch(`aicc_sid=s&aicc_url=https%3A%2F%2Fh&name=${value}`).others).toEqual([['name', expected]]);
});

const recorded = recordedLaunches();

test('the recordings hold the launches that these tests think they do', () => {
  expect(recorded.length).toBeGreaterThanOrEqual(28);
});

test.each(recorded.map(({ name, url, frameUrl }) => [name, url, frameUrl] as const))(
  'recorded launch %s leads to the session that Moodle opened',
  (_name, url, frameUrl) => {
    // With "#" in File_Name the parameters stay in the browser (recordings README, "Launch").
    if (!url.includes('aicc_sid=')) {
      expect(frameUrl).toMatch(/#.*aicc_sid=/);
      expect(readLaunchParameters(url.includes('?') ? queryOf(url) : '').kind).toBe('none');
      return;
    }
    const sid = /[?&]aicc_sid=([A-Za-z0-9]+)/.exec(url)?.[1];
    expect(sid).toMatch(/^[A-Za-z0-9]{10,20}$/);
    expect(launch(queryOf(url))).toMatchObject({ aiccSid: sid, aiccUrl: MOODLE });
  },
);

test('every launch of a recorded package that carries the parameters is read', async () => {
  const urls = (await recordedPackages()).flatMap(({ launchUrl }) =>
    launchUrl?.includes('aicc_sid=') ? [launchUrl] : [],
  );
  expect(urls.length).toBeGreaterThan(150);
  for (const url of urls.filter((one) => !one.includes('#'))) {
    const sid = /[?&]aicc_sid=([A-Za-z0-9]+)/.exec(url)?.[1];
    expect(launch(queryOf(url))).toMatchObject({ aiccSid: sid, aiccUrl: MOODLE });
  }
});

test('whatever sid and url an LMS encodes come back to the letter', () => {
  const word = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => text.trim() !== '' && !/\p{Surrogate}/u.test(text));
  fc.assert(
    fc.property(word, fc.webUrl({ withQueryParameters: true }), fc.array(fc.tuple(word, word)), (sid, url, others) => {
      const own = others.filter(([name]) => !/^\s*aicc_(sid|url)\s*$/i.test(name));
      const encoded = [['aicc_sid', sid], ['aicc_url', url], ...own].map((pair) =>
        pair.map(encodeURIComponent).join('='),
      );
      expect(launch(encoded.join('&'))).toEqual({ kind: 'launch', aiccSid: sid, aiccUrl: url, notes: [], others: own });
    }),
  );
});

test('never throws, whatever stands in the address bar', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('?', '&', '=', '%', '+', '%3', '%C3', 'aicc_sid', 'aicc_url=', 'http%3A', '?aicc_sid=', '://', '#'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const read = readLaunchParameters(pieces.join(''));
      expect(['launch', 'incomplete', 'none']).toContain(read.kind);
    }),
    { numRuns: 500 },
  );
});
