import { type Course, isNumeric, type Lms, type Session, type Track } from './lms.js';
import { addToTotal } from './moodle-time.js';
import { readAiccData } from './read-aicc-data.js';

export interface HacpReply {
  readonly status: number;
  readonly body: string;
}

const WORDS: Readonly<Record<string, string>> = {
  p: 'passed',
  c: 'completed',
  f: 'failed',
  i: 'incomplete',
  b: 'browsed',
  n: 'not attempted',
};
const EXITS: Readonly<Record<string, string>> = { l: 'logout', t: 'time-out', s: 'suspend' };
const CRLF = '\r\n';

/** The page that Moodle gives for anything that it cannot place: an unknown or expired sid, a missing field. */
export const LOST: HacpReply = {
  status: 404,
  body: '<!DOCTYPE html><html lang="en"><head><title>Error</title></head><body><p>Invalid session id, or it has timed out.</p></body></html>',
};

/** One HACP message against the records, as the recorded Moodle answers it. `store: false` answers without keeping anything. */
export function answerHacp(lms: Lms, fields: ReadonlyMap<string, string>, store = true): HacpReply {
  const rawCommand = fields.get('command');
  const rawSid = fields.get('session_id');
  if (rawCommand === undefined || !rawSid) return LOST;
  const command = rawCommand.replaceAll(/[^a-z]/gi, '').toLowerCase();
  const session = lms.session(rawSid.replaceAll(/[^A-Za-z0-9]/g, ''));
  const course = session === null ? undefined : lms.courses.get(session.courseId);
  if (session === null || course === undefined) return LOST;
  session.lastAt = lms.now();
  const track = lms.track(session.username, session.courseId, session.attempt);
  switch (command) {
    case 'getparam':
      return getParam(lms, session, course, track);
    case 'putparam':
      return whileRunning(session, () => {
        if (store) putParam(lms, session, course, track, fields.get('aicc_data') ?? '');
        return undefined;
      });
    case 'exitau':
      return whileRunning(session, () => (store ? exitAu(session, track) : undefined));
    case 'putcomments':
    case 'putinteractions':
    case 'putobjectives':
    case 'putpath':
    case 'putperformance':
      return whileRunning(session, () => undefined);
    default:
      return error(1, 'Invalid Command');
  }
}

/** A reply of the work itself stands in for "Successful". */
function whileRunning(session: Session, work: () => HacpReply | undefined): HacpReply {
  if (session.state === 'none') return error(1, 'Not Initialized');
  if (session.state === 'terminated') return error(1, 'Terminated');
  return work() ?? error(0, 'Successful');
}

function error(code: number, text: string): HacpReply {
  return { status: 200, body: `error=${code}${CRLF}error_text=${text}${CRLF}` };
}

function getParam(lms: Lms, session: Session, course: Course, track: Track): HacpReply {
  if (session.state === 'terminated') return error(101, 'Terminated');
  session.state = 'running';
  const learner = lms.learners.find(({ username }) => username === session.username);
  const entry = !track.status ? ', ab-initio' : track.exit === 'suspend' ? ', resume' : '';
  const lines = [
    'aicc_data=[Core]',
    `Student_ID=${learner?.studentId ?? ''}`,
    `Student_Name=${learner?.name ?? ''}`,
    `Lesson_Location=${track.location}`,
    `Credit=${session.mode === 'normal' ? 'credit' : 'no-credit'}`,
    `Lesson_Status=${track.status ?? 'not attempted'}${entry}`,
    `Score=${scoreLine(track)}`,
    `Time=${track.totalTime ?? '00:00:00'}`,
    `Lesson_Mode=${session.mode}`,
    '[Core_Lesson]',
    ...(track.coreLesson === null ? [] : [track.coreLesson]),
    '[Core_Vendor]',
    course.coreVendor.replaceAll('<cr>', CRLF),
    '[Evaluation]',
    `Course_ID = {${course.systemId}}`,
    '[Student_Data]',
    `Mastery_Score=${isNumeric(course.masteryScore) ? course.masteryScore : ''}`,
    `Max_Time_Allowed=${course.maxTimeAllowed}`,
    `Time_Limit_Action=${course.timeLimitAction}`,
  ];
  return { status: 200, body: error(0, 'Successful').body + lines.map((line) => line + CRLF).join('') };
}

/** A minimum of 0 is left out. */
function scoreLine({ score, scoreMax, scoreMin }: Track): string {
  const min = scoreMin === null || Number(scoreMin) === 0 ? null : scoreMin;
  return [score, scoreMax, min].filter((part) => part !== null).join(', ');
}

/** The last Time of the session is added once, here; without ExitAU nothing is. Its own data are not looked at. */
function exitAu(session: Session, track: Track): HacpReply | undefined {
  if (session.time) {
    const total = addToTotal(track.totalTime, session.time);
    if (total === null) return LOST;
    track.totalTime = total;
  }
  session.state = 'terminated';
  return undefined;
}

/** Last write wins; no status line resets the status. */
function putParam(lms: Lms, session: Session, course: Course, track: Track, data: string): void {
  track.putParams += 1;
  // PHP takes "0" for empty.
  if (data === '' || data === '0') return;
  const { values, coreLesson } = readAiccData(data);
  const location = values.get('lesson_location');
  if (location !== undefined) track.location = changed(track.location, location);
  const score = (values.get('score') ?? '').split(',').map((part) => part.trim());
  writeScore(track, score);
  const time = values.get('time');
  if (time !== undefined) session.time = time;
  if (coreLesson !== null) track.coreLesson = changed(track.coreLesson, coreLesson);
  // In review the status is not written any more, but the score still is.
  if (session.mode !== 'review') writeStatus(lms, session, course, track, values.get('lesson_status'), score[0] ?? '');
}

function writeScore(track: Track, [raw = '', max = '', min = '']: readonly string[]): void {
  if (!isNumeric(raw)) return;
  track.score = changed(track.score, raw);
  if (isNumeric(max)) track.scoreMax ??= max;
  if (isNumeric(min)) track.scoreMin ??= min;
}

/** A value is not written if PHP takes it for the same: 85 stays 00085. */
function changed(stored: string | null, sent: string): string {
  const same = stored !== null && isNumeric(stored) && isNumeric(sent) && Number(stored) === Number(sent);
  return same ? stored : sent;
}

function writeStatus(
  lms: Lms,
  session: Session,
  course: Course,
  track: Track,
  given: string | undefined,
  score: string,
): void {
  const [word = '', exit] = (given ?? '').split(',').map((part) => part.trim().toLowerCase());
  // An exit that is none of the three leaves the one from before.
  if (given !== undefined) track.exit = exit === undefined ? '' : (EXITS[exit.charAt(0)] ?? track.exit);
  const sent = given === undefined ? 'not attempted' : (WORDS[word.charAt(0)] ?? word.charAt(0));
  if (session.mode === 'browse') {
    track.status = 'browsed';
    return;
  }
  const mastered = isNumeric(course.masteryScore) && isNumeric(score);
  const status = !mastered ? sent : Number(score) >= Number(course.masteryScore) ? 'passed' : 'failed';
  if (isDone(status) && !isDone(track.status)) track.completions += 1;
  // The tick looks at what was sent before the mastery score corrects it, and stays.
  if (isDone(sent) || isDone(status)) lms.tick(session.username, session.courseId);
  track.status = status;
}

function isDone(status: string | null): boolean {
  return status === 'completed' || status === 'passed';
}
