import type { Interval } from './interval-union.js';

/**
 * What the counting events of a batch come to, merged per launch, so that the database joins one row where a thousand events were. Each
 * field is a join with what is stored: a union, a maximum, a later one. Instants are epoch ms.
 */
export interface CountedViewing {
  readonly watched: readonly WatchedUnit[];
  readonly activity: readonly LaunchActivity[];
  readonly viewings: readonly OneViewing[];
}

export interface WatchedUnit {
  readonly launchId: string;
  readonly unitId: string;
  /** whole media seconds */
  readonly seconds: readonly Interval[];
}

export interface LaunchActivity {
  readonly launchId: string;
  /** wall clock of watching, epoch ms */
  readonly clock: readonly Interval[];
  /** percent 0–100 */
  readonly reportedPercent: number;
  readonly completed: boolean;
  /** whether any of it counts as progress: before the first such event nothing is put (design §6) */
  readonly counted: boolean;
  /** where the learner was last */
  readonly location: { readonly at: number; readonly text: string } | null;
  /** anything but leaving was heard */
  readonly viewed: boolean;
  /** it was left; all that its own player posted is known */
  readonly left: boolean;
}

export interface OneViewing {
  readonly launchId: string;
  readonly viewingId: string;
  readonly lastAt: number;
  readonly endedAt: number | null;
}
