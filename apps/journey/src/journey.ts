import { DemoLms } from './demo-lms.js';
import { LearnerPlayer } from './learner-player.js';
import { PublicApi } from './public-api.js';
import { until } from './until.js';
import { type PlannedEvent, planSittings } from './watching.js';

export interface JourneyOptions {
  readonly bridgeUrl: string;
  readonly lmsUrl: string;
  readonly organisation: string;
  readonly lmsAdmin: string;
  readonly learner: string;
  readonly password: string;
  readonly courseId: string;
  /** for a number that makes the shuffle repeatable */
  readonly seed: number;
  readonly timeoutMs: number;
  readonly onStep: (line: string) => void;
  /** called in the middle of the second sitting; tests kill a process there */
  readonly inTheMiddle?: () => Promise<void>;
}

export interface JourneyResult {
  readonly percent: number | null;
  readonly status: string;
  /** time that the LMS added for the three sittings */
  readonly seconds: number;
  readonly expectedSeconds: number;
  readonly putParams: number;
  /** transitions into a completed state during the journey; one is right */
  readonly completions: number;
  /** percent in the gradebook after the first and the second sitting */
  readonly between: readonly (number | null)[];
  readonly ms: number;
  readonly failures: readonly string[];
}

/**
 * The main journey over HTTP: as LMS admin, download the package and import it; as learner, open the course from the LMS three
 * times, sign in, watch (events duplicated and shuffled), leave; then read the LMS's gradebook.
 */
export async function runJourney(options: JourneyOptions): Promise<JourneyResult> {
  const begun = performance.now();
  const { courseId, learner, onStep, timeoutMs } = options;
  const lms = new DemoLms(options.lmsUrl);
  const failures: string[] = [];
  const check = (fine: boolean, what: string): void => {
    if (!fine) failures.push(what);
  };

  const admin = await PublicApi.signIn(options.bridgeUrl, options.organisation, options.lmsAdmin, options.password);
  const zip = await admin.coursePackage(courseId);
  await lms.importPackage(zip, `${courseId}.zip`);
  onStep(`package of ${courseId} downloaded (${zip.size} bytes) and imported`);

  const before = await lms.row(learner, courseId);
  const sittings = planSittings(await admin.units(courseId), options.seed);
  const between: (number | null)[] = [];
  for (const [index, sitting] of sittings.entries()) {
    const { launchUrl, sid } = await lms.launch(learner, courseId, index === 0);
    const player = await LearnerPlayer.open(launchUrl, learner, options.password);
    await watch(player, sitting.events, index === 1 ? options.inTheMiddle : undefined);
    await player.leave();
    await until(() => lms.exited(sid), `ExitAU of sitting ${index + 1}`, timeoutMs);
    const row = await lms.row(learner, courseId);
    onStep(`sitting ${index + 1}: gradebook says ${row?.score ?? 'nothing'} %, ${row?.status ?? 'nothing'}`);
    if (index < sittings.length - 1) {
      between.push(row?.score ?? null);
      check(
        row?.status === 'incomplete',
        `after sitting ${index + 1} the status is "${row?.status}", not "incomplete"`,
      );
      check(
        row?.score === sitting.percentAfter,
        `after sitting ${index + 1} the LMS has ${row?.score} percent, not ${sitting.percentAfter}`,
      );
    }
  }

  const after = await lms.row(learner, courseId);
  const seconds = (after?.timeSeconds ?? 0) - (before?.timeSeconds ?? 0);
  const expectedSeconds = sittings.reduce((sum, { clockSeconds }) => sum + clockSeconds, 0);
  const completions = (after?.completions ?? 0) - (before?.completions ?? 0);
  check(after?.score === 100, `the gradebook has ${after?.score} percent, not 100`);
  check(after?.status === 'completed', `the gradebook says "${after?.status}", not "completed"`);
  check(completions === 1, `there were ${completions} completed states, not 1`);
  check(Math.abs(seconds - expectedSeconds) <= 1, `the LMS added ${seconds} s, not ${expectedSeconds}`);
  const putParams = (after?.putParams ?? 0) - (before?.putParams ?? 0);
  return {
    percent: after?.score ?? null,
    status: after?.status ?? 'none',
    seconds,
    expectedSeconds,
    putParams,
    completions,
    between,
    ms: Math.round(performance.now() - begun),
    failures,
  };
}

async function watch(
  player: LearnerPlayer,
  events: readonly PlannedEvent[],
  inTheMiddle: (() => Promise<void>) | undefined,
): Promise<void> {
  const half = Math.ceil(events.length / 2);
  await player.post(events.slice(0, half));
  await inTheMiddle?.();
  await player.post(events.slice(half));
}
