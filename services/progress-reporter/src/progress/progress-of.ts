import type { CourseState } from '@aicc-bridge/contracts';

/** What is known of an attempt, over all its launches. */
export interface Watched {
  /** media seconds of the interval union, by unit */
  readonly secondsByUnit: ReadonlyMap<string, number>;
  /** highest `viewing.progress.v1`, percent 0–100 */
  readonly reportedPercent: number;
  /** a `viewing.completed.v1` was seen */
  readonly completed: boolean;
}

export interface Progress {
  /** 0–100, rounded down; 100 only if complete */
  readonly percent: number;
  readonly complete: boolean;
}

/**
 * Progress of an attempt (design §6): complete = every unit watched to its threshold, or said so by the playback service.
 * `before` is the stored high-water mark: neither a changed catalogue nor anything else lowers it.
 */
export function progressOf(
  watched: Watched,
  course: Pick<CourseState, 'units' | 'completionThresholdPercent'>,
  before: Progress,
): Progress {
  const complete =
    before.complete || watched.completed || watched.reportedPercent >= 100 || everyUnitWatched(watched, course);
  if (complete) return { percent: 100, complete };
  const total = course.units.reduce((sum, { seconds }) => sum + seconds, 0);
  const seconds = course.units.reduce(
    (sum, unit) => sum + Math.min(unit.seconds, watched.secondsByUnit.get(unit.unitId) ?? 0),
    0,
  );
  const percent = Math.min(99, Math.max(Math.floor((100 * seconds) / total), watched.reportedPercent));
  return { percent: Math.max(before.percent, percent), complete };
}

function everyUnitWatched(
  { secondsByUnit }: Watched,
  { units, completionThresholdPercent }: Pick<CourseState, 'units' | 'completionThresholdPercent'>,
): boolean {
  return units.every(
    ({ unitId, seconds }) => 100 * (secondsByUnit.get(unitId) ?? 0) >= completionThresholdPercent * seconds,
  );
}
