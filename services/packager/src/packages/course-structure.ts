import anyAscii from 'any-ascii';
import { type Charset, type CourseStructure, type Loss, makeTextSafe, makeTitleSafe } from '@aicc-bridge/aicc';
import type { CourseState } from '@aicc-bridge/contracts';

export interface PackagedCourse {
  readonly structure: CourseStructure;
  readonly losses: readonly { readonly field: string; readonly loss: Loss }[];
}

/** What is left of a CSV row of at most 999 bytes (rule 69) once ids, titles and quotes are in. */
const DESCRIPTION_ROOM = 900;

/**
 * A course as the four files say it: one course = one AU; no mastery score; ids and address are for ever (design §9, rules 64–68).
 *
 * @param launchAddress `https://bridge/aicc/launch/{launchKey}/{courseId}`
 */
export function courseStructure(course: CourseState, launchAddress: string, charset: Charset): PackagedCourse {
  const losses: { field: string; loss: Loss }[] = [];
  const title = named('title', makeTitleSafe(folded(course.title, charset), charset, 255));
  const creator = named('author', makeTitleSafe(folded(course.authors[0] ?? 'Unknown', charset), charset, 200));
  const room = Math.max(0, DESCRIPTION_ROOM - bytes(title) - 2 * course.courseId.length);
  const description = withinBytes(
    named('description', makeTextSafe(folded(course.description, charset), charset, room)),
    room,
  );
  const shown = title === '' ? course.courseId : title;

  function named(field: string, { text, losses: found }: ReturnType<typeof makeTitleSafe>): string {
    losses.push(...found.map((loss) => ({ field, loss })));
    return text;
  }
  const structure: CourseStructure = {
    courseId: course.courseId,
    title: shown,
    creator: creator === '' ? 'Unknown' : creator,
    system: 'aicc-bridge',
    version: '4.0',
    description: plain(description),
    maxNormal: 99,
    rootMembers: [course.courseId],
    blocks: [],
    units: [
      {
        systemId: course.courseId,
        developerId: course.courseId,
        title: shown,
        description,
        fileName: launchAddress,
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
  return { structure, losses };
}

function folded(text: string, charset: Charset): string {
  return charset === 'ascii' ? anyAscii(text) : text;
}

/** `[` at the start of the description would begin a group of the .crs. */
function plain(description: string): string {
  return description.replace(/^\[+/, '').trim();
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function withinBytes(text: string, room: number): string {
  if (bytes(text) <= room) return text;
  const cut = Buffer.from(text, 'utf8').subarray(0, room).toString('utf8');
  return cut.replace(/\ufffd+$/, '').trim();
}
