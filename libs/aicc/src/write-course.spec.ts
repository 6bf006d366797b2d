import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aBlock, aCourse, aUnit, anyCourse } from '../test/course-builders.js';
import type { CourseStructure } from './course-structure.js';
import { readCourse } from './read-course.js';
import { writeCourse } from './write-course.js';

const write = (course: CourseStructure, charset: 'ascii' | 'utf-8' = 'ascii') =>
  writeCourse(course, { baseName: 'exc101', charset });
function file(extension: string, course: CourseStructure = aCourse()): string {
  const found = write(course).find(({ name }) => name.endsWith(`.${extension}`));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(found?.bytes);
}
const linesOf = (extension: string, course?: CourseStructure): string[] =>
  file(extension, course).split('\r\n').slice(0, -1);

const FOUR_AUS = aCourse({
  units: ['A1', 'A2', 'A3', 'A4'].map((systemId) => aUnit({ systemId })),
  blocks: [aBlock({ systemId: 'B1', members: ['A1', 'A2'] }), aBlock({ systemId: 'B2', members: ['A3', 'A4'] })],
  rootMembers: ['B1', 'B2'],
});

test('sheet §6.9: the minimal course, byte for byte', () => {
  expect(file('crs')).toBe(
    [
      '[Course]',
      'Course_Creator=Example Learning Ltd',
      'Course_ID=exl-101',
      'Course_System=Example Catalogue',
      'Course_Title=Ladder Safety Basics',
      'Level=1',
      'Max_Fields_CST=2',
      'Total_AUs=1',
      'Total_Blocks=0',
      'Version=4.0',
      '',
      '[Course_Behavior]',
      'Max_Normal=99',
      '',
      '[Course_Description]',
      'How to choose, set up and climb a ladder safely.',
      '',
    ].join('\r\n'),
  );
  expect(file('au')).toBe(
    '"System_ID","Type","Command_Line","File_Name","Max_Score","Mastery_Score","Max_Time_Allowed","Time_Limit_Action","System_Vendor","Core_Vendor","Web_Launch","AU_Password"\r\n' +
      '"A1","Lesson","","https://learn.example.com/aicc/launch","","","","","Example Learning Ltd","","course=exl-101",""\r\n',
  );
  expect(file('des')).toBe(
    '"System_ID","Developer_ID","Title","Description"\r\n' +
      '"A1","exl-101-a1","Ladder Safety Basics","How to choose, set up and climb a ladder safely."\r\n',
  );
  expect(file('cst')).toBe('"Block","Member"\r\n"root","A1"\r\n');
});

test('rule 55: exactly four files, lower-case, one base name, at the root', () => {
  expect(write(aCourse()).map(({ name }) => name)).toEqual(['exc101.au', 'exc101.crs', 'exc101.cst', 'exc101.des']);
});

test.each(['', 'EXC101', 'a/b', '../x', '.hidden', 'a b', 'größe'])(
  'rule 55: the base name %j is refused',
  (baseName) => {
    expect(() => writeCourse(aCourse(), { baseName, charset: 'ascii' })).toThrow(/base name.*rule 55/);
  },
);

test('rule 56: CR LF at every end, no byte order mark, ASCII', () => {
  for (const { bytes } of write(FOUR_AUS)) {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    expect(text).toMatch(/^[\x20-\x7e\r\n]*\r\n$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  }
});

test('rule 56: what is not ASCII is refused, and written as UTF-8 where a profile says so', () => {
  const course = aCourse({ title: 'Leitern für Ärzte' });
  expect(() => write(course)).toThrow(/ASCII.*rule 56/);
  expect(Buffer.from(write(course, 'utf-8')[1]?.bytes ?? []).toString('utf8')).toContain(
    'Course_Title=Leitern für Ärzte\r\n',
  );
});

test('rule 57: every CSV value and header in double quotes, no blank after a comma, as many values as columns', () => {
  for (const extension of ['au', 'des', 'cst']) {
    const rows = linesOf(extension, FOUR_AUS);
    for (const row of rows) expect(row).toMatch(/^"[^"]*"(?:,"[^"]*")*$/);
    expect(new Set(rows.map((row) => row.split('","').length)).size).toBe(1);
  }
});

test.each(['say "hi"', 'two\r\nlines', 'two\nlines', 'nul\u0000', 'end\u001a'])(
  'rule 57: the value %j is refused',
  (description) => {
    expect(() => write(aCourse({ units: [aUnit({ description })] }))).toThrow(/rule 5[67]/);
    expect(() => write(aCourse({ description }), 'utf-8')).toThrow(/rule 57/);
  },
);

test('rule 58: the twelve columns of .au and the four of .des', () => {
  expect(linesOf('au')[0]?.split(',')).toHaveLength(12);
  expect(linesOf('des')[0]).toBe('"System_ID","Developer_ID","Title","Description"');
});

test('rule 59: one .des row for each block and AU, blocks first', () => {
  expect(linesOf('des', FOUR_AUS).map((row) => row.split(',')[0])).toEqual([
    '"System_ID"',
    '"B1"',
    '"B2"',
    '"A1"',
    '"A2"',
    '"A3"',
    '"A4"',
  ]);
});

test.each([
  ['an unknown member', { rootMembers: ['A1', 'A9'] }],
  ['a member named twice', { rootMembers: ['A1', 'A1'] }],
  ['an AU outside the tree', { units: [aUnit(), aUnit({ systemId: 'A2' })] }],
  ['two AUs of one id', { units: [aUnit(), aUnit()] }],
  ['two ids that differ in case only', { units: [aUnit(), aUnit({ systemId: 'a1' })], rootMembers: ['A1', 'a1'] }],
  [
    'blocks that hold each other',
    { blocks: [aBlock({ systemId: 'B1', members: ['B2'] }), aBlock({ systemId: 'B2', members: ['B1'] })] },
  ],
])('rule 59: %s is refused', (_why, more) => {
  expect(() => write(aCourse(more))).toThrow(/rule 59/);
});

test('rule 60: root is the first block, and the header has one Member per member column', () => {
  expect(linesOf('cst', FOUR_AUS)).toEqual([
    '"Block","Member","Member"',
    '"root","B1","B2"',
    '"B1","A1","A2"',
    '"B2","A3","A4"',
  ]);
});

test('rule 60: shorter rows are padded', () => {
  const course = {
    ...FOUR_AUS,
    blocks: [aBlock({ systemId: 'B1', members: ['A1', 'A2', 'A3'] }), aBlock({ systemId: 'B2', members: ['A4'] })],
  };
  expect(linesOf('cst', course)).toEqual([
    '"Block","Member","Member","Member"',
    '"root","B1","B2",""',
    '"B1","A1","A2","A3"',
    '"B2","A4","",""',
  ]);
});

test.each([
  ['no AU', { units: [] }],
  ['nothing below root', { rootMembers: [] }],
  ['a block that is called Root', { blocks: [aBlock({ systemId: 'Root', members: [] })], rootMembers: ['A1', 'Root'] }],
])('rule 60: %s is refused', (_why, more) => {
  expect(() => write(aCourse(more))).toThrow(/rule 60/);
});

test('rule 61: Total_AUs is the number of AU rows, Max_Fields_CST the number of .cst columns', () => {
  const crs = linesOf('crs', FOUR_AUS);
  expect(crs).toContain('Total_AUs=4');
  expect(crs).toContain('Total_Blocks=2');
  expect(crs).toContain('Max_Fields_CST=3');
});

test.each([0, -1, NaN, 1.5, Infinity])('rule 62: a Max_Normal of %d is refused', (maxNormal) => {
  expect(() => write(aCourse({ maxNormal }))).toThrow(/Max_Normal.*rule 62/);
});

test.each([...`="';()!&|~^`, '\n'])('rule 63: %j in a title or name is refused', (character) => {
  const title = `a${character}b`;
  for (const course of [
    aCourse({ title }),
    aCourse({ creator: title }),
    aCourse({ units: [aUnit({ title })] }),
    aCourse({ blocks: [aBlock({ systemId: 'B1', title, members: [] })], rootMembers: ['A1', 'B1'] }),
  ])
    expect(() => write(course)).toThrow(/rule 63/);
});

test('rule 64: mastery_score stands in its own column, so that an empty one stays empty', () => {
  expect(linesOf('au')[1]?.split(',')[5]).toBe('""');
});

test.each([
  ['a leading ?', { webLaunch: '?course=x' }],
  ['a leading &', { webLaunch: '&course=x' }],
  ['a character that an LMS may encode again', { webLaunch: 'name=a b' }],
  ['a query in File_Name too', { webLaunch: 'a=1', fileName: 'https://learn.example.com/l?b=2' }],
])('rule 65: Web_Launch with %s is refused', (_why, more) => {
  expect(() => write(aCourse({ units: [aUnit(more)] }))).toThrow(/rule 65/);
});

test('rule 66: ids go into the files as they are, and the same course gives the same bytes', () => {
  expect(linesOf('crs')).toContain('Course_ID=exl-101');
  expect(linesOf('au')[1]).toMatch(/^"A1",/);
  expect(write(FOUR_AUS)).toEqual(write(structuredClone(FOUR_AUS)));
});

test('rule 67: a course with one AU is read without any warning', () => {
  expect(readCourse(write(aCourse()))).toMatchObject({ kind: 'course', warnings: [] });
});

test.each([
  '',
  '/aicc/launch',
  'index.html',
  'www.example.com/x',
  ' https://h/x',
  'https://h/a b',
  'https://h/x#y',
  'https://h/"x',
  'https://h\\x',
  'javascript:alert(1)',
])('rule 68: the File_Name %j is refused', (fileName) => {
  expect(() => write(aCourse({ units: [aUnit({ fileName, webLaunch: '' })] }))).toThrow(/File_Name.*rule 68/);
});

test.each([
  ['an id of 51 characters', { courseId: 'x'.repeat(51) }],
  ['an empty id', { courseId: '' }],
  ['an id with a blank', { courseId: 'a b' }],
  ['a System_ID of 51 characters', { units: [aUnit({ systemId: 'x'.repeat(51) })], rootMembers: ['x'.repeat(51)] }],
  ['a Developer_ID of 51 characters', { units: [aUnit({ developerId: 'x'.repeat(51) })] }],
  ['a title of 256 characters', { title: 'x'.repeat(256) }],
  ['an empty title', { units: [aUnit({ title: '' })] }],
  ['a creator of 256 characters', { creator: 'x'.repeat(256) }],
  ['a row of 1000 bytes', { units: [aUnit({ description: 'x'.repeat(1_000 - row(aUnit({ description: '' }))) })] }],
])('rule 69: %s is refused', (_why, more) => {
  expect(() => write(aCourse(more))).toThrow(/rule 69/);
});

test('rule 69: a row of 999 bytes is written', () => {
  const course = aCourse({ units: [aUnit({ description: 'x'.repeat(999 - row(aUnit({ description: '' }))) })] });
  expect(linesOf('des', course)[1]).toHaveLength(999);
});

function row({ systemId, developerId, title, description }: ReturnType<typeof aUnit>): number {
  return `"${systemId}","${developerId}","${title}","${description}"`.length;
}

test.each(['[Course]', ' [x', 'a=b', 'Course_Title=other'])(
  'sheet §6.3: the description %j is refused',
  (description) => {
    expect(() => write(aCourse({ description }))).toThrow(/Course_Description/);
  },
);

test.each(['ascii', 'utf-8'] as const)(
  'write, then read: the same course, in %s, with no warning but more than one AU',
  (charset) => {
    fc.assert(
      fc.property(anyCourse(charset), (course) => {
        const verdict = readCourse(writeCourse(course, { baseName: 'any-course', charset }));
        const rules = verdict.kind === 'course' ? verdict.warnings.map(({ rule }) => rule) : verdict.findings;
        expect(rules.filter((rule) => rule !== 67 && !(charset === 'utf-8' && rule === 56))).toEqual([]);
        expect(verdict.kind === 'course' ? verdict.courses : verdict).toEqual([course]);
      }),
      { numRuns: 200 },
    );
  },
);
