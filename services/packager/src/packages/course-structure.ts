import { type Charset, type CourseStructure, type Loss, makeTextSafe, makeTitleSafe } from '@aicc-bridge/aicc';
import type { CourseState } from '@aicc-bridge/contracts';
import { toAscii } from '../catalogue/fold-text.js';

/** What a field lost on its way into a package; `folded`: letters that became ASCII, `missing`: nothing was there to write. */
export interface FieldLoss {
  readonly field: 'title' | 'author' | 'description';
  readonly loss: { readonly kind: Loss['kind'] | 'folded' | 'missing' | 'left-out'; readonly what: string };
}

export interface PackagedCourse {
  readonly structure: CourseStructure;
  readonly losses: readonly FieldLoss[];
}

/** What is left of a CSV row of at most 999 bytes (rule 69) once ids, titles and quotes are in. */
const DESCRIPTION_ROOM = 900;
const LONGEST_AUTHOR = 200;
/** Nothing to make safe in most titles and authors: shorter than any limit, no two blanks together. */
const PLAIN = /^(?:[A-Za-z0-9.,:-]+(?: [A-Za-z0-9.,:-]+)*)?$/;
/** The same for descriptions: everything but quotes, apostrophes and `=`, and no `[` in front. */
const PLAIN_TEXT = /^(?!\[)(?:[!#-&(-<>-~]+(?: [!#-&(-<>-~]+)*)?$/;

/** What of a course is in its package. */
export type PackageSource = Pick<CourseState, 'courseId' | 'title' | 'authors' | 'description'>;

/**
 * A course as the four files say it: one course = one AU; no mastery score; ids and address are for ever (design §9, rules 64–68).
 *
 * @param launchAddress `https://bridge/aicc/launch/{launchKey}/{courseId}`
 */
export function courseStructure(course: PackageSource, launchAddress: string, charset: Charset): PackagedCourse {
  const losses: FieldLoss[] = [];
  const safe = (
    field: FieldLoss['field'],
    text: string,
    make: (folded: string) => ReturnType<typeof makeTitleSafe>,
  ) => {
    const isPlain =
      field === 'description'
        ? text.length <= room() && PLAIN_TEXT.test(text)
        : text.length <= LONGEST_AUTHOR && PLAIN.test(text);
    if (isPlain) return text;
    const made = make(folded(field, text, charset, losses));
    losses.push(...made.losses.map((loss) => ({ field, loss })));
    return made.text;
  };
  const room = (): number => Math.max(0, DESCRIPTION_ROOM - bytes(title) - 2 * course.courseId.length);
  const title: string = safe('title', course.title, (text) => makeTitleSafe(text, charset, 255));
  const author = course.authors[0] ?? '';
  const creator = safe('author', author, (text) => makeTitleSafe(text, charset, LONGEST_AUTHOR));
  const whole = safe('description', course.description, (text) => makeTextSafe(text, charset, room()));
  const description = withinBytes(whole, room()).replace(/^\[+/, '').trim();
  if (description.length < whole.length)
    losses.push({
      field: 'description',
      loss: { kind: 'cut', what: String([...whole].length - [...description].length) },
    });
  if (course.authors.length > 1)
    losses.push({ field: 'author', loss: { kind: 'left-out', what: course.authors.slice(1).join(', ') } });
  if (title === '')
    losses.push({ field: 'title', loss: { kind: 'missing', what: 'no character of it can be written' } });
  if (creator === '') losses.push({ field: 'author', loss: { kind: 'missing', what: 'there is no author to write' } });
  return { structure: structureOf(course, launchAddress, title, creator, description), losses };
}

function structureOf(
  { courseId }: PackageSource,
  fileName: string,
  title: string,
  creator: string,
  description: string,
): CourseStructure {
  const shown = title === '' ? courseId : title;
  return {
    courseId,
    title: shown,
    creator: creator === '' ? 'Unknown' : creator,
    system: 'aicc-bridge',
    version: '4.0',
    description,
    maxNormal: 99,
    rootMembers: [courseId],
    blocks: [],
    units: [
      {
        systemId: courseId,
        developerId: courseId,
        title: shown,
        description,
        fileName,
        type: 'Lesson',
        webLaunch: '',
        commandLine: '',
        maxScore: '',
        masteryScore: '',
        maxTimeAllowed: '',
        timeLimitAction: '',
        systemVendor: '',
        coreVendor: '',
        auPassword: '',
      },
    ],
  };
}

function folded(field: FieldLoss['field'], text: string, charset: Charset, losses: FieldLoss[]): string {
  if (charset === 'utf-8') return text;
  const ascii = toAscii(text);
  if (ascii === text) return ascii;
  const letters = new Set([...text].filter((letter) => letter > '\x7f' && letter.trim() !== ''));
  if (letters.size > 0) losses.push({ field, loss: { kind: 'folded', what: [...letters].slice(0, 20).join(' ') } });
  return ascii;
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function withinBytes(text: string, room: number): string {
  if (bytes(text) <= room) return text;
  const cut = Buffer.from(text, 'utf8').subarray(0, room).toString('utf8');
  return cut.replace(/\ufffd+$/, '').trim();
}
