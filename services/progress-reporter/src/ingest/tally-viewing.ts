import { assertNever, type ViewingEvent } from '@aicc-bridge/contracts';
import type { CountedViewing, LaunchActivity, OneViewing } from '../progress/counted-viewing.js';
import { type Interval, intervalUnion } from '../progress/interval-union.js';

/**
 * Turns counting events into rows to join. Decimal media seconds become `[round(from), round(to))`, clipped to the unit (design §6);
 * what is then empty does not count as watched.
 *
 * @param lengthOf media seconds of a unit of the launch’s course, or undefined if the catalogue does not know it (then nothing is clipped)
 */
export function tallyViewing(
  events: readonly ViewingEvent[],
  lengthOf: (unitId: string, launchId: string) => number | undefined,
): CountedViewing {
  const tally = new Tally();
  for (const { type, data } of events) {
    const { launchId } = data;
    if (launchId === undefined) continue;
    switch (type) {
      case 'viewing.segment.v1': {
        const length = lengthOf(data.unitId, launchId) ?? Infinity;
        const seconds: Interval = [Math.min(Math.round(data.from), length), Math.min(Math.round(data.to), length)];
        const at = Date.parse(data.endedAt);
        tally.viewing(launchId, data.viewingId, at);
        if (seconds[1] > seconds[0]) tally.watched(launchId, data.unitId, seconds, [Date.parse(data.startedAt), at]);
        break;
      }
      case 'viewing.progress.v1':
        tally.viewing(launchId, data.viewingId, Date.parse(data.at));
        tally.says(launchId, { reportedPercent: data.percent, counted: true });
        break;
      case 'viewing.completed.v1':
        tally.viewing(launchId, data.viewingId, Date.parse(data.at));
        tally.says(launchId, { completed: true, counted: true });
        break;
      case 'viewing.ended.v1':
        tally.viewing(launchId, data.viewingId, Date.parse(data.at), true);
        break;
      case 'viewing.left.v1':
        tally.says(launchId, { left: true });
        break;
      default:
        assertNever(type);
    }
  }
  return tally.result();
}

type Said = Pick<LaunchActivity, 'reportedPercent' | 'completed' | 'counted' | 'left'>;
type Gathered = { -readonly [Name in keyof LaunchActivity]: LaunchActivity[Name] } & { clock: Interval[] };

/** Everything of one batch, by launch. */
class Tally {
  private readonly activity = new Map<string, Gathered>();
  private readonly units = new Map<string, { launchId: string; unitId: string; seconds: Interval[] }>();
  private readonly viewings = new Map<string, { -readonly [Name in keyof OneViewing]: OneViewing[Name] }>();

  watched(launchId: string, unitId: string, seconds: Interval, clock: Interval): void {
    const key = `${launchId}/${unitId}`;
    const unit = this.units.get(key);
    if (unit) unit.seconds.push(seconds);
    else this.units.set(key, { launchId, unitId, seconds: [seconds] });
    const launch = this.of(launchId);
    launch.clock.push(clock);
    launch.counted = true;
    const [at, text] = [clock[1], `${unitId}@${seconds[1]}`];
    const { location } = launch;
    // At the same instant the greater text wins, whichever came first.
    if (location === null || location.at < at || (location.at === at && location.text < text))
      launch.location = { at, text };
  }

  viewing(launchId: string, viewingId: string, at: number, ended = false): void {
    this.of(launchId).viewed = true;
    const key = `${launchId}/${viewingId}`;
    const one = this.viewings.get(key) ?? { launchId, viewingId, lastAt: at, endedAt: null };
    one.lastAt = Math.max(one.lastAt, at);
    if (ended) one.endedAt = Math.max(one.endedAt ?? at, at);
    this.viewings.set(key, one);
  }

  says(
    launchId: string,
    { reportedPercent = 0, completed = false, counted = false, left = false }: Partial<Said>,
  ): void {
    const launch = this.of(launchId);
    launch.reportedPercent = Math.max(launch.reportedPercent, reportedPercent);
    launch.completed ||= completed;
    launch.counted ||= counted;
    launch.left ||= left;
  }

  result(): CountedViewing {
    return {
      watched: [...this.units.values()].map((unit) => ({ ...unit, seconds: intervalUnion(unit.seconds) })),
      activity: [...this.activity.values()].map((launch) => ({ ...launch, clock: intervalUnion(launch.clock) })),
      viewings: [...this.viewings.values()],
    };
  }

  private of(launchId: string): Gathered {
    const known = this.activity.get(launchId);
    if (known) return known;
    const nothing = { reportedPercent: 0, completed: false, counted: false, viewed: false, left: false };
    const launch: Gathered = { launchId, clock: [], location: null, ...nothing };
    this.activity.set(launchId, launch);
    return launch;
  }
}
