import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyword, readAiccData } from './aicc-data.js';

const core = (text: string): Record<string, string> =>
  Object.fromEntries(readAiccData(text).keywords.get('core') ?? new Map<string, string>());

test.each([
  ['CR LF', '[Core]\r\nStudent_ID=4\r\nScore=85, 100\r\n'],
  ['LF', '[Core]\nStudent_ID=4\nScore=85, 100\n'],
  ['CR', '[Core]\rStudent_ID=4\rScore=85, 100\r'],
  ['blanks round the = and at the ends', '[ Core ]\r\n Student_ID = 4 \r\nScore =85, 100\r\n'],
  ['capitals', '[CORE]\r\nSTUDENT_ID=4\r\nSCORE=85, 100\r\n'],
  ['comment lines', '; hello=1\r\n[Core]\r\n;Student_ID=5\r\nStudent_ID=4\r\nScore=85, 100\r\n'],
  ['lines that say nothing', '[Core]\r\n\r\nnothing\r\n=5\r\nStudent_ID=4\r\nScore=85, 100'],
  ['the first of two equal keywords', '[Core]\r\nStudent_ID=4\r\nstudent_id=5\r\nScore=85, 100\r\n'],
  ['a group that comes twice', '[Core]\r\nStudent_ID=4\r\n[Student_Data]\r\n[core]\r\nScore=85, 100\r\n'],
])('sheet §4.1: groups and keywords, with %s', (_why, text) => {
  expect(core(text)).toEqual({ student_id: '4', score: '85, 100' });
});

test('a value keeps its own =, brackets and quotes', () => {
  expect(core('[Core]\r\nLesson_Location=a=b [c] "d"\r\n')).toEqual({ lesson_location: 'a=b [c] "d"' });
});

test('a keyword belongs to its group', () => {
  const data = readAiccData('[Core]\r\nScore=1\r\n[Student_Data]\r\nMastery_Score=80\r\n');
  expect(keyword(data, 'student_data', 'Mastery_Score')).toBe('80');
  expect(keyword(data, 'core', 'Mastery_Score')).toBeNull();
  expect(keyword(data, 'evaluation', 'Course_ID')).toBeNull();
});

test.each(['core_lesson', 'Core_Lesson', 'CORE_VENDOR', 'Comments'])(
  'free-form group [%s] keeps its lines raw',
  (group) => {
    const { texts, keywords } = readAiccData(`[${group}]\r\n a=1 \r\n;kept\r\n\r\nb\r\n[Core]\r\nScore=1\r\n`);
    expect(texts.get(group.toLowerCase())).toBe(' a=1 \r\n;kept\r\n\r\nb');
    expect(keywords.get('core')?.get('score')).toBe('1');
  },
);

test('rule 53: trailing blank lines of core_lesson go, so that an echo does not grow', () => {
  for (const ends of ['', '\r\n', '\r\n\r\n', '\r\n \r\n\r\n'])
    expect(readAiccData(`[Core_Lesson]\r\nabc${ends}`).texts.get('core_lesson')).toBe('abc');
});

test('a free-form group that is there and empty is not one that is missing', () => {
  expect(readAiccData('[Core_Lesson]\r\n[Core_Vendor]\r\n').texts.get('core_lesson')).toBe('');
  expect(readAiccData('[Core]\r\n').texts.has('core_lesson')).toBe(false);
});

test('a line [Core_Lesson] met twice, as older Moodle stores it, adds nothing', () => {
  expect(readAiccData('[Core_Lesson]\r\n[Core_Lesson]\r\nabc\r\n').texts.get('core_lesson')).toBe('abc');
});

test('names of objects in JavaScript are names like others', () => {
  const data = readAiccData('[__proto__]\r\nconstructor=1\r\n');
  expect(keyword(data, '__proto__', 'constructor')).toBe('1');
  expect(keyword(data, 'core', 'tostring')).toBeNull();
});

const aName = fc.stringMatching(/^[a-z][a-z0-9_.]{0,20}$/);
const aValue = fc.stringMatching(/^[!#$&()*,\-./0-9:<>?@A-Z\\^_`a-z{|}~ ]{0,60}$/).map((text) => text.trim());
const aText = fc.array(fc.stringMatching(/^[A-Za-z0-9._ =;-]{0,40}$/), { maxLength: 8 });

test('write, then read: every group, keyword and text over the allowed alphabet comes back', () => {
  const groups = fc.dictionary(
    aName.filter((name) => !['core_lesson', 'core_vendor', 'comments'].includes(name)),
    fc.dictionary(aName, aValue, { minKeys: 1, maxKeys: 8, noNullPrototype: true }),
    { maxKeys: 5, noNullPrototype: true },
  );
  fc.assert(
    fc.property(groups, aText, (keywords, lines) => {
      const written = [
        ...Object.entries(keywords).flatMap(([group, values]) => [
          `[${group}]`,
          ...Object.entries(values).map(([name, value]) => `${name}=${value}`),
        ]),
        '[core_lesson]',
        ...lines,
      ];
      const read = readAiccData(written.map((line) => `${line}\r\n`).join(''));
      expect(
        Object.fromEntries([...read.keywords].map(([group, values]) => [group, Object.fromEntries(values)])),
      ).toEqual(keywords);
      expect(read.texts.get('core_lesson')).toBe(lines.join('\r\n').replace(/(?:^|\r\n)[\s]*$/, ''));
    }),
  );
});

test('never throws, whatever it is given', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('[', ']', '=', ';', '\r\n', '\n', '\r', '[core_lesson]'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { keywords, texts } = readAiccData(pieces.join(''));
      expect(keywords.size + texts.size).toBeGreaterThanOrEqual(0);
    }),
  );
});
