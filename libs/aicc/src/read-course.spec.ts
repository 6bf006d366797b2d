import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type RecordedPackage, recordedPackages } from '../test/recordings.js';
import { type CourseVerdict, readCourse } from './read-course.js';

/** A package of text files; each test states only what matters to it. */
function aPackage(more: Readonly<Record<string, string>> = {}): { name: string; bytes: Uint8Array }[] {
  const files: Record<string, string> = { ...MINIMAL, ...more };
  return Object.entries(files).map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
}
const MINIMAL = {
  'c.crs':
    '[Course]\r\nCourse_Creator=Example\r\nCourse_ID=exl-101\r\nCourse_System=s\r\nCourse_Title=Ladders\r\nLevel=1\r\nMax_Fields_CST=2\r\n' +
    'Total_AUs=1\r\nTotal_Blocks=0\r\nVersion=4.0\r\n\r\n[Course_Behavior]\r\nMax_Normal=99\r\n\r\n[Course_Description]\r\nHow to climb.\r\n',
  'c.au':
    '"System_ID","Type","Command_Line","File_Name","Max_Score","Mastery_Score","Max_Time_Allowed","Time_Limit_Action","System_Vendor","Core_Vendor","Web_Launch","AU_Password"\r\n' +
    '"A1","Lesson","","https://learn.example.com/l","","","","","Example","","",""\r\n',
  'c.des': '"System_ID","Developer_ID","Title","Description"\r\n"A1","d1","Ladders","How to climb."\r\n',
  'c.cst': '"Block","Member"\r\n"root","A1"\r\n',
} as const;
const crs = (from: string | RegExp, to: string) => aPackage({ 'c.crs': MINIMAL['c.crs'].replace(from, to) });
const au = (from: string | RegExp, to: string) => aPackage({ 'c.au': MINIMAL['c.au'].replaceAll(from, to) });

function findingsOf(verdict: CourseVerdict) {
  return verdict.kind === 'course' ? verdict.warnings : verdict.findings;
}
const rulesOf = (verdict: CourseVerdict) => findingsOf(verdict).map(({ rule }) => rule);

test('a package that keeps every rule has no findings', () => {
  expect(readCourse(aPackage())).toMatchObject({
    kind: 'course',
    warnings: [],
    courses: [
      {
        courseId: 'exl-101',
        title: 'Ladders',
        maxNormal: 99,
        rootMembers: ['A1'],
        units: [{ systemId: 'A1', title: 'Ladders' }],
      },
    ],
  });
});

test.each([
  [55, 'a file that is none of the four', aPackage({ 'readme.txt': 'x' })],
  [55, 'files in a folder', aPackage().map(({ name, bytes }) => ({ name: `f/${name}`, bytes }))],
  [55, 'capitals in a name', aPackage().map((file) => (file.name === 'c.au' ? { ...file, name: 'C.AU' } : file))],
  [56, 'text that is not ASCII', crs('Ladders', 'Größe')],
  [56, 'a byte order mark in .crs', crs('[Course]', '\ufeff[Course]')],
  [
    58,
    'a missing column that the strictest LMS does not need',
    aPackage({ 'c.des': '"System_ID","Title","Description"\r\n"A1","Ladders","x"\r\n' }),
  ],
  [59, 'an AU outside the tree', aPackage({ 'c.cst': '"Block","Member"\r\n"root",""\r\n' })],
  [59, 'a block without a .des row', aPackage({ 'c.cst': '"Block","Member"\r\n"root","A1"\r\n"B1","A1"\r\n' })],
  [60, 'a tree that does not begin with root', aPackage({ 'c.cst': '"Block","Member"\r\n"B1","A1"\r\n' })],
  [61, 'a wrong Total_AUs', crs('Total_AUs=1', 'Total_AUs=7')],
  [61, 'a wrong Max_Fields_CST', crs('CST=2', 'CST=3')],
  [62, 'Max_Normal 0', crs('Max_Normal=99', 'Max_Normal=0')],
  [63, 'a title that some LMS damages', crs('Title=Ladders', 'Title=Ladders (new); a & b')],
  [64, 'a mastery score', au('"https://learn.example.com/l","",""', '"https://learn.example.com/l","","80"')],
  [65, 'a Web_Launch with ?', au('"Example","",""', '"Example","","?a=1"')],
  [65, 'parameters in two places', au(/\/l".*"Example","",""/g, '/l?b=1","","","","","Example","","a=1"')],
  [
    67,
    'two courses',
    [...aPackage(), ...aPackage().map(({ name, bytes }) => ({ name: name.replace('c.', 'd.'), bytes }))],
  ],
  [68, 'plain http', au('https:', 'http:')],
  [69, 'an id of 51 characters', crs('exl-101', 'x'.repeat(51))],
  [69, 'a row of 1000 bytes', aPackage({ 'c.des': MINIMAL['c.des'].replace('How', 'x'.repeat(1_000)) })],
])('rule %d: warns of %s', (rule, _why, files) => {
  const verdict = readCourse(files);
  expect(verdict.kind).toBe('course');
  expect(rulesOf(verdict)).toContain(rule);
});

test.each([
  [55, 'refused', 'no .cst in lower case', aPackage().map(({ name, bytes }) => ({ name: name.toUpperCase(), bytes }))],
  [55, 'refused', 'nothing but a dot file', [{ name: '__MACOSX/._c.cst', bytes: new Uint8Array() }]],
  [55, 'refused', 'imsmanifest.xml at the root', aPackage({ 'imsmanifest.xml': '<manifest/>' })],
  [55, 'launches-nothing', 'no .au', aPackage().filter(({ name }) => name !== 'c.au')],
  [56, 'launches-nothing', 'an .au with LF', au('\r\n', '\n')],
  [57, 'launches-nothing', 'an .au without quotes', au('"', '')],
  [57, 'refused', 'a row with too many values', au('"",""\r\n', '"","","x"\r\n')],
  [58, 'launches-nothing', 'an .au without File_Name', au('File_Name', 'Address')],
  [59, 'refused', 'an AU that .des does not know', aPackage({ 'c.des': '"System_ID","Title"\r\n"A2","x"\r\n' })],
  [59, 'refused', 'a member that nobody knows', aPackage({ 'c.cst': '"Block","Member"\r\n"root","A9"\r\n' })],
  [63, 'refused', 'a title with =', crs('Title=Ladders', 'Title=E=mc2')],
  [65, 'launches-without-parameters', 'a fragment', au('.com/l', '.com/l#x')],
  [66, 'refused', 'no Course_ID', crs('Course_ID=exl-101', 'x=y')],
  [68, 'launches-nothing', 'a File_Name without scheme', au('https://', 'www.')],
  [69, 'refused', 'a title of 256 characters', crs('Title=Ladders', `Title=${'x'.repeat(256)}`)],
])('rule %d: %s, for %s', (rule, consequence, _why, files) => {
  const verdict = readCourse(files);
  expect(verdict).toMatchObject({ kind: 'refused', consequence });
  expect(rulesOf(verdict)).toContain(rule);
});

test.each([
  ['File_Name', au('.com/l', '.com/l?b=1')],
  ['Web_Launch', au('"Example","",""', '"Example","","a=1"')],
])('rule 65: parameters in %s alone are fine', (_why, files) => {
  expect(readCourse(files)).toMatchObject({ kind: 'course', warnings: [] });
});

test('each finding says where it is, what is wrong and what to do', () => {
  const verdict = readCourse(aPackage({ 'c.cst': '"Block","Member"\r\n"root","A9"\r\n' }));
  expect(findingsOf(verdict)).toContainEqual({
    severity: 'error',
    consequence: 'refused',
    file: 'c.cst',
    field: 'Member',
    rule: 59,
    message: '"A9" is named here, but not in .des and .au',
    cure: 'Write System_ID alike in .au, .des and .cst, case included.',
  });
});

test('rule 63: a line of the description that looks like a keyword is one, as in Moodle; other lines with = are text', () => {
  const description = '[Course_Description]\r\na = b\r\nCourse_Title=Other\r\n';
  expect(readCourse(crs(/\[Course_Description\][^]*/, description))).toMatchObject({
    courses: [{ title: 'Other', description: 'a = b' }],
  });
});

const packages = await recordedPackages();

/** What Moodle did, from the words of the recording. */
const RECORDED_VERDICTS: Readonly<Record<string, string>> = {
  'accepted, launches the content URL': 'course',
  'accepted, launches a file inside the package': 'launches-a-file',
  'accepted, but the content server gets no aicc_sid and aicc_url': 'launches-without-parameters',
  'accepted, but does not launch the content URL': 'launches-nothing',
  'rejected: error page (HTTP 404)': 'refused',
  'rejected: validation message on the form': 'refused',
};

/** Where our reader says something else than Moodle did, and why. Package → our verdict. */
const DIFFERENCES: Readonly<Record<string, { readonly ours: string; readonly reason: string }>> = {
  'filename-pif': {
    ours: 'course',
    reason:
      'Moodle refuses the name of the archive (course.pif); the entries are those of the baseline, and we read entries.',
  },
};

function verdictOf({ files }: RecordedPackage): string {
  const verdict = readCourse(files);
  return verdict.kind === 'course' ? 'course' : verdict.consequence;
}

test('the recordings hold the 200 packages that their README counts', () => {
  const counts = new Map<string, number>();
  for (const { verdict } of packages)
    counts.set(RECORDED_VERDICTS[verdict] ?? verdict, (counts.get(RECORDED_VERDICTS[verdict] ?? verdict) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({
    course: 132,
    'launches-a-file': 2,
    'launches-without-parameters': 3,
    'launches-nothing': 20,
    refused: 43,
  });
});

test.each(packages.map((one) => [one.name, one] as const))(
  'recorded package %s: our verdict is what Moodle did',
  (name, one) => {
    expect(verdictOf(one)).toBe(DIFFERENCES[name]?.ours ?? RECORDED_VERDICTS[one.verdict]);
  },
);

test('each listed difference is one', () => {
  for (const [name, { ours }] of Object.entries(DIFFERENCES)) {
    const one = packages.find((candidate) => candidate.name === name);
    expect([name, RECORDED_VERDICTS[one?.verdict ?? '']]).not.toEqual([name, ours]);
  }
});

test.each(packages.filter((one) => RECORDED_VERDICTS[one.verdict] === 'course').map((one) => [one.name, one] as const))(
  'recorded package %s: ids, titles and addresses are those that Moodle stored',
  (_name, { files, items, itemCount }) => {
    const verdict = readCourse(files);
    const courses = verdict.kind === 'course' ? verdict.courses : [];
    const read = [
      ...courses.map(({ courseId, title }) => [courseId, title, '']),
      ...courses.flatMap(({ blocks }) => blocks.map(({ systemId, title }) => [systemId, title, ''])),
      ...courses.flatMap(({ units }) =>
        units.map(({ systemId, title, fileName }) => [systemId, title, shortened(fileName)]),
      ),
    ];
    expect(read).toHaveLength(itemCount);
    expect(read).toEqual(
      expect.arrayContaining(items.map(({ identifier, title, launch }) => [identifier, title, launch])),
    );
  },
);

/** The recording keeps the first characters of a very long address and says how many there were. */
function shortened(address: string): string {
  const kept = 'http://content.example.test/launch/acme/course-1?t=xxxxxxxxx';
  return address.length > 1_000 ? `${address.slice(0, kept.length)}…(${address.length} characters)` : address;
}

test('units come in the order of .des, which learners see in Moodle', () => {
  const one = packages.find(({ name }) => name === 'three-aus-three-orders');
  const verdict = readCourse(one?.files ?? []);
  expect(verdict.kind === 'course' && verdict.courses[0]?.units.map(({ systemId }) => systemId)).toEqual([
    'A2',
    'A3',
    'A1',
  ]);
});

test('never throws, whatever is in the files', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '"',
      ',',
      '\r\n',
      '\n',
      '"A1"',
      'System_ID',
      'File_Name',
      'Block',
      'Member',
      'root',
      '=',
      '[Course]',
      'Course_ID=',
      'Course_Title=',
      '\ufeff',
    ),
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  const name = fc.oneof(
    fc.constantFrom('c.crs', 'c.au', 'c.des', 'c.cst', 'C.CST', 'f/c.au', 'imsmanifest.xml'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.oneof(text, fc.uint8Array())), { maxLength: 8 }), (files) => {
      const verdict = readCourse(
        files.map(([file, content]) => ({
          name: file,
          bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
        })),
      );
      if (verdict.kind === 'course') expect(verdict.courses.map(({ units }) => units.length > 0)).toContain(true);
      else expect(verdict.findings.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('never throws on a row with hundreds of thousands of members', () => {
  const row = `"Block","Member"\r\n"root"${',"A1"'.repeat(300_000)}\r\n`;
  expect(readCourse(aPackage({ 'c.cst': row })).kind).toBe('course');
});

test('never throws when one of the four files is broken anywhere', () => {
  const names = Object.keys(MINIMAL);
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.nat(),
      fc.nat({ max: 20 }),
      fc.uint8Array({ maxLength: 10 }),
      (broken, at, drop, put) => {
        const files = aPackage().map((file) => {
          if (file.name !== broken) return file;
          const start = at % (file.bytes.length + 1);
          return {
            name: file.name,
            bytes: Uint8Array.of(...file.bytes.slice(0, start), ...put, ...file.bytes.slice(start + drop)),
          };
        });
        expect(['course', 'refused']).toContain(readCourse(files).kind);
      },
    ),
    { numRuns: 500 },
  );
});
