import { type Course, type Lms, scoreNumber, type Session, type Track } from './lms.js';

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

/** Reads a form as Moodle does: names in any case, of two equal fields the last one wins. */
export function readForm(body: string): Map<string, string> {
  return new Map([...new URLSearchParams(body)].map(([name, value]) => [name.toLowerCase(), value]));
}

/** One HACP message against the records, as the recorded Moodle answers it. `store: false` answers without keeping anything. */
export function answerHacp(lms: Lms, fields: ReadonlyMap<string, string>, store = true): HacpReply {
  const rawCommand = fields.get('command');
  const rawSid = fields.get('session_id');
  if (!rawCommand || !rawSid) return LOST;
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
      });
    case 'exitau':
      return whileRunning(session, () => {
        if (!store) return;
        session.state = 'terminated';
        // The last Time of the session is added once, here; without ExitAU nothing is.
        track.totalSeconds += track.sessionSeconds;
        track.sessionSeconds = 0;
      });
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

function whileRunning(session: Session, work: () => void): HacpReply {
  if (session.state === 'none') return error(1, 'Not Initialized');
  if (session.state === 'terminated') return error(1, 'Terminated');
  work();
  return error(0, 'Successful');
}

function error(code: number, text: string): HacpReply {
  return { status: 200, body: `error=${code}${CRLF}error_text=${text}${CRLF}` };
}

function getParam(lms: Lms, session: Session, course: Course, track: Track): HacpReply {
  if (session.state === 'terminated') return error(101, 'Terminated');
  if (session.state === 'none') {
    session.state = 'running';
    track.sessionSeconds = 0;
  }
  const learner = lms.learners.find(({ username }) => username === session.username);
  const entry = track.status === null ? ', ab-initio' : track.exit === 'suspend' ? ', resume' : '';
  const lines = [
    'aicc_data=[Core]',
    `Student_ID=${learner?.studentId ?? ''}`,
    `Student_Name=${learner?.name ?? ''}`,
    `Lesson_Location=${track.location}`,
    `Credit=${session.mode === 'normal' ? 'credit' : 'no-credit'}`,
    `Lesson_Status=${track.status ?? 'not attempted'}${entry}`,
    `Score=${track.score}`,
    `Time=${clock(track.totalSeconds)}`,
    `Lesson_Mode=${session.mode}`,
    '[Core_Lesson]',
    ...(track.coreLesson === '' ? [] : [track.coreLesson]),
    '[Core_Vendor]',
    course.coreVendor.replaceAll('<cr>', CRLF),
    '',
    '[Evaluation]',
    `Course_ID = {${course.systemId}}`,
    '[Student_Data]',
    `Mastery_Score=${course.masteryScore}`,
    `Max_Time_Allowed=${course.maxTimeAllowed}`,
    `Time_Limit_Action=${course.timeLimitAction}`,
  ];
  return { status: 200, body: error(0, 'Successful').body + lines.map((line) => line + CRLF).join('') };
}

/** Last write wins. Lines end with CR LF only; a known key counts under any group; no status line resets the status. */
function putParam(lms: Lms, session: Session, course: Course, track: Track, data: string): void {
  track.putParams += 1;
  if (data === '') return;
  const values = new Map<string, string>();
  const lesson: string[] = [];
  let group = '';
  for (const line of data.split(CRLF)) {
    if (line.startsWith('[')) group = line.slice(1, line.indexOf(']')).toLowerCase();
    else if (group === 'core_lesson') lesson.push(line);
    else if (group !== 'comments' && line.includes('='))
      values.set(line.slice(0, line.indexOf('=')).trim().toLowerCase(), line.slice(line.indexOf('=') + 1).trim());
  }
  const location = values.get('lesson_location');
  if (location !== undefined) track.location = location;
  const score = values.get('score');
  if (score !== undefined && scoreNumber(score) !== null) track.score = score;
  const time = values.get('time');
  if (time !== undefined) track.sessionSeconds = seconds(time);
  if (lesson.length > 0) track.coreLesson = lesson.join(CRLF);
  // In review the status is not written any more, but the score still is.
  if (session.mode !== 'review') writeStatus(lms, session, course, track, values.get('lesson_status'), score);
}

function writeStatus(
  lms: Lms,
  session: Session,
  course: Course,
  track: Track,
  given: string | undefined,
  score: string | undefined,
): void {
  const [word = '', exit = ''] = (given ?? '').split(',').map((part) => part.trim().toLowerCase());
  track.exit = EXITS[exit.charAt(0)] ?? '';
  let status = given === undefined ? 'not attempted' : (WORDS[word.charAt(0)] ?? word.charAt(0));
  const mastery = /^\d+(\.\d+)?$/.test(course.masteryScore) ? Number(course.masteryScore) : null;
  const scored = score === undefined ? null : scoreNumber(score);
  if (session.mode === 'browse') status = 'browsed';
  else if (mastery !== null && scored !== null) status = scored >= mastery ? 'passed' : 'failed';
  const done = (text: string | null): boolean => text === 'completed' || text === 'passed';
  if (done(status) && !done(track.status)) track.completions += 1;
  if (done(status)) lms.tick(session.username, session.courseId);
  track.status = status;
}

function seconds(text: string): number {
  const match = /^(\d+):(\d+):(\d+)/.exec(text);
  return match ? Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3]) : 0;
}

function clock(total: number): string {
  return [Math.floor(total / 3_600), Math.floor(total / 60) % 60, total % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
