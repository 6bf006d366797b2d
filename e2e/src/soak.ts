import { mulberry } from '@aicc-bridge/journey';
import type { Scripted } from '@aicc-bridge/lms-simulator';
import type { ReporterProcess } from './reporter-process.js';
import { ReporterProcesses } from './reporter-processes.js';
import type { TestLaunch } from './reporter-under-test.js';

export interface SoakOptions {
  readonly brokers: readonly string[];
  readonly minutes: number;
  readonly launches: number;
  readonly lmsCount: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface SoakResult {
  readonly faults: Readonly<Record<string, number>>;
  readonly confirmed: number;
  readonly needRelaunch: number;
  readonly broken: readonly string[];
}

const PAUSE_MS = 1_500;
const SETTLE_MS = 180_000;
const ENDED_BY_ITSELF = 'reporter ended by itself';

/** What an LMS does to the next messages that reach it. */
const LMS_TROUBLES: Readonly<Record<string, Scripted>> = {
  'LMS answers 503': { status: 503, body: 'busy' },
  'LMS answers 500 after it stored': { status: 500, drop: 'after-store' },
  'LMS hangs up before it stored': { drop: 'before-store' },
  'LMS hangs up after it stored': { drop: 'after-store' },
  'LMS answers 404 once': { status: 404, body: '<html></html>' },
  'LMS answers a login page': { status: 200, body: '<html><title>Log in</title></html>' },
};

/**
 * Learners watch on many LMSs while processes are killed, frozen, added and stopped, the database is cut and hangs, and LMSs misbehave; in an
 * order that the seed gives. Ends with quiet, and with the invariants.
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const random = mulberry(options.seed);
  const system = await ReporterProcesses.start(options.brokers, options.launches, options.lmsCount);
  const faults: Record<string, number> = {};
  try {
    const copies = [await system.run(), await system.run()];
    await Promise.all(copies.map((copy) => copy.ready()));
    const end = Date.now() + options.minutes * 60_000;
    const actions = faultActions(system, copies, random);
    const names = Object.keys(actions);
    let watched = 0;
    const done: TestLaunch[] = [];
    while (Date.now() < end) {
      const share = 1 - (end - Date.now()) / (options.minutes * 60_000);
      const until = Math.min(options.launches, Math.ceil(options.launches * share * 1.05));
      done.push(...(await system.everybodyWatches(range(watched, until))));
      watched = Math.max(watched, until);
      for (const copy of copies.filter(({ child }) => child.exitCode !== null)) {
        // One that starts while the database is cut gives up; whoever runs the service starts it again, and so do we.
        options.say(`a copy had ended with ${copy.child.exitCode}: started again`);
        faults[ENDED_BY_ITSELF] = (faults[ENDED_BY_ITSELF] ?? 0) + 1;
        await replaced(system, copies, copy);
      }
      const name = names[Math.floor(random() * names.length)] ?? '';
      faults[name] = (faults[name] ?? 0) + 1;
      options.say(`${watched} of ${options.launches} watched; ${name}`);
      await actions[name]?.(done);
      await pause(PAUSE_MS * random());
    }
    await system.everybodyWatches(range(watched, options.launches));
    system.wire.become('pass');
    for (const copy of copies.filter(({ child }) => child.exitCode !== null)) await replaced(system, copies, copy);
    for (const { lms } of system.lmss) lms.script.length = 0;
    options.say('quiet now');
    await system.settled(SETTLE_MS);
    const outcomes = [...(await system.deliveries()).values()].map(({ outcome }) => outcome);
    return {
      faults,
      confirmed: outcomes.filter((outcome) => outcome === 'confirmed').length,
      needRelaunch: outcomes.filter((outcome) => outcome === 'needs-relaunch').length,
      broken: await system.broken(),
    };
  } finally {
    await system.stop();
  }
}

/** Another copy takes the place of one that ends. */
async function replaced(system: ReporterProcesses, copies: ReporterProcess[], old: ReporterProcess): Promise<void> {
  await old.exited;
  copies.splice(copies.indexOf(old), 1, await system.run());
}

type Action = (done: readonly TestLaunch[]) => Promise<void>;

function faultActions(
  system: ReporterProcesses,
  copies: ReporterProcess[],
  random: () => number,
): Readonly<Record<string, Action>> {
  const any = (): ReporterProcess => {
    const copy = copies[Math.floor(random() * copies.length)];
    if (!copy) throw new Error('no copy is left');
    return copy;
  };
  const replace = (old: ReporterProcess): Promise<void> => replaced(system, copies, old);
  const wire = async (mode: 'refuse' | 'hang'): Promise<void> => {
    system.wire.become(mode);
    await pause(500 + 2_000 * random());
    system.wire.become('pass');
  };
  const troubles = Object.entries(LMS_TROUBLES).map(([name, step]): readonly [string, Action] => [
    name,
    async () => {
      const lms = system.lmss[Math.floor(random() * system.lmss.length)];
      for (let n = 0; n < 5; n += 1) lms?.lms.script.push(step);
    },
  ]);
  return {
    'reporter killed': async () => {
      const copy = any();
      copy.child.kill('SIGKILL');
      await replace(copy);
    },
    'reporter asked to stop': async () => {
      const copy = any();
      copy.child.kill('SIGTERM');
      await replace(copy);
    },
    'reporter frozen': async () => {
      const copy = any();
      copy.child.kill('SIGSTOP');
      await pause(4_000);
      copy.child.kill('SIGCONT');
    },
    'database gone': () => wire('refuse'),
    'database hangs': () => wire('hang'),
    'events again, shuffled': async (done) => {
      const again = done.slice(-20).flatMap((launch) => [system.started(launch), ...system.again(launch)]);
      const order = again.map((event) => ({ event, at: random() })).sort((a, b) => a.at - b.at);
      await system.bus.publish(order.map(({ event }) => event));
    },
    ...Object.fromEntries(troubles),
  };
}

function range(from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => `p${from + n}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
