import { randomInt } from 'node:crypto';
import { wholeSeconds } from './moodle-time.js';

/** The records of the pretend LMS, and its rules for launches and sessions. Pure but for chance; the clock is handed in. */
export interface Learner {
  readonly studentId: string;
  readonly username: string;
  /** `Last, First`, as Moodle sends it */
  readonly name: string;
}

export interface Course {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly systemId: string;
  readonly fileName: string;
  readonly webLaunch: string;
  readonly masteryScore: string;
  readonly maxTimeAllowed: string;
  readonly timeLimitAction: string;
  readonly coreVendor: string;
}

/** What is stored of one attempt of one learner at one course. */
export interface Track {
  readonly username: string;
  readonly courseId: string;
  readonly attempt: number;
  /** as stored: one of the words, one foreign letter, or empty; null = never written */
  status: string | null;
  exit: string;
  /** as sent; null = never sent */
  score: string | null;
  /** the first that was sent stays */
  scoreMax: string | null;
  scoreMin: string | null;
  location: string;
  /** of the sessions that ended with ExitAU, as stored; null = none */
  totalTime: string | null;
  coreLesson: string | null;
  putParams: number;
  /** how often the status became completed or passed */
  completions: number;
}

export interface Session {
  readonly sid: string;
  readonly username: string;
  readonly courseId: string;
  readonly attempt: number;
  readonly mode: 'normal' | 'review' | 'browse';
  state: 'none' | 'running' | 'terminated';
  /** the last Time of this session; counts at its ExitAU */
  time: string | null;
  lastAt: number;
}

export interface LoggedMessage {
  readonly at: number;
  readonly sid: string;
  readonly username: string | null;
  readonly courseId: string | null;
  readonly command: string;
  readonly request: string;
  readonly status: number;
  readonly answer: string;
}

/** What a test wants to happen to the next message that fits. */
export interface Scripted {
  readonly command?: string;
  readonly sid?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly drop?: 'before-store' | 'after-store';
}

export interface GradebookRow {
  readonly username: string;
  readonly studentId: string;
  readonly courseId: string;
  readonly status: string;
  readonly score: number | null;
  readonly grade: number | null;
  readonly timeSeconds: number;
  readonly completed: boolean;
  readonly completions: number;
  readonly lessonLocation: string;
  readonly putParams: number;
}

export interface Snapshot {
  readonly courses: readonly Course[];
  readonly tracks: readonly Track[];
  readonly sessions: readonly Session[];
  readonly ticks: readonly string[];
}

const EMPTY_TRACK = {
  status: null,
  exit: '',
  score: null,
  scoreMax: null,
  scoreMin: null,
  location: '',
  totalTime: null,
  coreLesson: null,
  putParams: 0,
  completions: 0,
};
const FINISHED = new Set(['completed', 'passed', 'failed']);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export class Lms {
  readonly courses = new Map<string, Course>();
  readonly sessions = new Map<string, Session>();
  readonly log: LoggedMessage[] = [];
  readonly script: Scripted[] = [];
  /** most messages at once on one sid; 1 is right */
  mostInFlight = 0;
  /** by learner/course, in the order of attempts */
  private readonly tracks = new Map<string, Track[]>();
  /** learner/course whose completion tick is set; it stays */
  private readonly ticks = new Set<string>();
  private readonly inFlight = new Map<string, number>();

  private make = { name: 'moodle' };

  constructor(
    readonly learners: Learner[],
    readonly now: () => number,
    readonly idleMs: number,
    /** most messages in the log */
    readonly keptMessages: number,
  ) {}

  get personality(): string {
    return this.make.name;
  }

  set personality(name: string) {
    this.make = { name };
  }

  /** Another one each time that a personality is set; what a quirk remembers is kept by it. */
  get personalityKey(): object {
    return this.make;
  }

  launch(username: string, courseId: string, newAttempt: boolean, preview: boolean): Session | null {
    if (!this.courses.has(courseId) || !this.learners.some((learner) => learner.username === username)) return null;
    const last = this.tracksOf(username, courseId).at(-1);
    const finished = last !== undefined && FINISHED.has(last.status ?? '');
    const attempt = last === undefined ? 1 : newAttempt ? last.attempt + 1 : last.attempt;
    const mode = preview ? 'browse' : finished && !newAttempt ? 'review' : 'normal';
    this.track(username, courseId, attempt);
    const sid = Array.from({ length: 20 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
    const session: Session = { sid, username, courseId, attempt, mode, state: 'none', time: null, lastAt: this.now() };
    this.sessions.set(sid, session);
    return session;
  }

  /** An expired or unknown sid finds nothing. */
  session(sid: string): Session | null {
    const session = this.sessions.get(sid);
    return session !== undefined && this.now() - session.lastAt <= this.idleMs ? session : null;
  }

  track(username: string, courseId: string, attempt: number): Track {
    const tracks = this.tracksOf(username, courseId);
    const known = tracks.find((track) => track.attempt === attempt);
    if (known) return known;
    const track: Track = { ...EMPTY_TRACK, username, courseId, attempt };
    this.tracks.set(
      courseOf(username, courseId),
      [...tracks, track].sort((a, b) => a.attempt - b.attempt),
    );
    return track;
  }

  tracksOf(username: string, courseId: string): readonly Track[] {
    return this.tracks.get(courseOf(username, courseId)) ?? [];
  }

  tick(username: string, courseId: string): void {
    this.ticks.add(courseOf(username, courseId));
  }

  gradebook(): GradebookRow[] {
    return this.learners.flatMap((learner) =>
      [...this.courses.keys()].flatMap((courseId) => this.gradebookRow(learner, courseId) ?? []),
    );
  }

  /** Grade = highest score over the attempts; the last attempt speaks for the rest. Null = the learner was never here. */
  gradebookRow({ username, studentId }: Learner, courseId: string): GradebookRow | null {
    const tracks = this.tracksOf(username, courseId);
    const last = tracks.at(-1);
    if (!last) return null;
    const grades = tracks.map(gradeOf).filter((grade) => grade !== null);
    return {
      username,
      studentId,
      courseId,
      status: last.status || 'not attempted',
      score: last.score === null ? null : scoreNumber(last.score),
      grade: grades.length === 0 ? null : Math.max(...grades),
      timeSeconds: tracks.reduce((sum, { totalTime }) => sum + wholeSeconds(totalTime), 0),
      completed: this.ticks.has(courseOf(username, courseId)),
      completions: tracks.reduce((sum, { completions }) => sum + completions, 0),
      lessonLocation: last.location,
      putParams: tracks.reduce((sum, { putParams }) => sum + putParams, 0),
    };
  }

  enter(sid: string): void {
    const count = (this.inFlight.get(sid) ?? 0) + 1;
    this.inFlight.set(sid, count);
    this.mostInFlight = Math.max(this.mostInFlight, count);
  }

  leave(sid: string): void {
    this.inFlight.set(sid, (this.inFlight.get(sid) ?? 1) - 1);
  }

  nextScripted(command: string, sid: string): Scripted | null {
    const at = this.script.findIndex(
      (step) =>
        (step.command === undefined || step.command.toLowerCase() === command) &&
        (step.sid === undefined || step.sid === sid),
    );
    return at < 0 ? null : (this.script.splice(at, 1)[0] ?? null);
  }

  clear(): void {
    this.courses.clear();
    this.sessions.clear();
    this.tracks.clear();
    this.log.length = 0;
    this.ticks.clear();
    this.script.length = 0;
  }

  snapshot(): Snapshot {
    return {
      courses: [...this.courses.values()],
      tracks: [...this.tracks.values()].flat(),
      sessions: [...this.sessions.values()],
      ticks: [...this.ticks],
    };
  }

  restore({ courses, tracks, sessions, ticks }: Snapshot): void {
    for (const course of courses) this.courses.set(course.id, course);
    // Over the defaults, as an older snapshot may lack a field.
    for (const session of sessions) this.sessions.set(session.sid, { ...session, time: session.time ?? null });
    for (const track of tracks) Object.assign(this.track(track.username, track.courseId, track.attempt), track);
    for (const tick of ticks) this.ticks.add(tick);
  }
}

/** Key of what is kept for a learner and a course. */
function courseOf(username: string, courseId: string): string {
  return `${username}/${courseId}`;
}

/** First of the comma separated numbers, never scaled, cut to 0…100; anything else is no score. */
export function scoreNumber(text: string): number | null {
  const first = (text.split(',')[0] ?? '').trim();
  return isNumeric(first) ? Math.max(0, Math.min(100, Number(first))) : null;
}

/** As PHP sees it: sign, decimals and exponent, no hex, no percent sign. */
export function isNumeric(text: string): boolean {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

/** Moodle puts a zero into the gradebook once an attempt was completed, or has a time, without any score. */
function gradeOf({ score, completions, totalTime }: Track): number | null {
  const scored = score === null ? null : scoreNumber(score);
  return scored ?? (completions > 0 || totalTime !== null ? 0 : null);
}
