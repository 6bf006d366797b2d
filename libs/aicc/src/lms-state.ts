import { keyword, readAiccData } from './aicc-data.js';
import { type LessonStatus, readLessonStatus, unquoted } from './lesson-status.js';
import { readNumber, readScore, type Score } from './score.js';
import { readSessionTime } from './session-time.js';

/** What GetParam says. Null = not sent, or not readable; nothing is guessed but `lessonMode` (absent = normal, sheet §4.3). */
export interface LmsState {
  /** unique in one LMS only: never a key without the tenant (rule 54) */
  readonly studentId: string | null;
  readonly studentName: string | null;
  readonly lessonLocation: string | null;
  readonly credit: 'credit' | 'no-credit' | null;
  readonly lessonStatus: LessonStatus | null;
  readonly entry: 'ab-initio' | 'resume' | null;
  readonly score: Score | null;
  /** total of earlier sessions, seconds */
  readonly timeSeconds: number | null;
  readonly lessonMode: 'normal' | 'review' | 'browse';
  readonly coreLesson: string | null;
  readonly coreVendor: string | null;
  readonly courseId: string | null;
  /** shown by LMSs where an admin has set one: every scored push then becomes passed or failed (sheet §5.2) */
  readonly masteryScore: number | null;
  readonly maxTimeAllowedSeconds: number | null;
  readonly timeLimitAction: string | null;
}

/** Reads the aicc_data of a GetParam answer (sheet §4; rules 49–53). Never throws. */
export function readLmsState(aiccData: string): LmsState {
  const data = readAiccData(aiccData);
  const core = (name: string): string | null => filled(keyword(data, 'core', name));
  const student = (name: string): string | null => filled(keyword(data, 'student_data', name));
  const [status = '', entry = ''] = (core('lesson_status') ?? '').replaceAll(/['"]/g, '').split(',', 2);
  return {
    studentId: core('student_id'),
    studentName: core('student_name'),
    lessonLocation: core('lesson_location'),
    credit: creditOf(core('credit')),
    lessonStatus: readLessonStatus(status),
    entry: entryOf(entry),
    score: readScore(core('score') ?? ''),
    timeSeconds: readSessionTime(core('time') ?? ''),
    lessonMode: modeOf(core('lesson_mode')),
    coreLesson: data.texts.get('core_lesson') ?? null,
    coreVendor: data.texts.get('core_vendor') ?? null,
    courseId: courseIdOf(keyword(data, 'evaluation', 'course_id')),
    masteryScore: readNumber(student('mastery_score') ?? ''),
    maxTimeAllowedSeconds: readSessionTime(student('max_time_allowed') ?? ''),
    timeLimitAction: student('time_limit_action'),
  };
}

function filled(value: string | null): string | null {
  const text = value === null ? '' : unquoted(value);
  return text === '' ? null : text;
}

/** Sources disagree on word or letter: the first letter in any case (sheet §4.3). */
function creditOf(value: string | null): LmsState['credit'] {
  const letter = value?.charAt(0).toLowerCase();
  return letter === 'c' ? 'credit' : letter === 'n' ? 'no-credit' : null;
}

function entryOf(value: string): LmsState['entry'] {
  const letter = value.trim().charAt(0).toLowerCase();
  return letter === 'a' ? 'ab-initio' : letter === 'r' ? 'resume' : null;
}

function modeOf(value: string | null): LmsState['lessonMode'] {
  const letter = value?.charAt(0).toLowerCase();
  return letter === 'r' ? 'review' : letter === 'b' ? 'browse' : 'normal';
}

/** Moodle writes `Course_ID = {A1}`, and means the AU's id (rule 51). */
function courseIdOf(value: string | null): string | null {
  return filled(value?.trim().replace(/^\{/, '').replace(/\}$/, '') ?? null);
}
