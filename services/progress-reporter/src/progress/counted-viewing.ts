/** What the counting events of a batch come to; the input of the interval unions. Instants are ISO texts. */
export interface CountedViewing {
  /** whole media seconds `[from, to)`, wall clock from `startedAt` to `endedAt` */
  readonly segments: readonly {
    readonly launchId: string;
    readonly unitId: string;
    readonly from: number;
    readonly to: number;
    readonly startedAt: string;
    readonly endedAt: string;
  }[];
  /** the rest of what an event says of its launch */
  readonly signs: readonly {
    readonly launchId: string;
    /** percent 0–100 */
    readonly reportedPercent: number;
    readonly completed: boolean;
    /** whether it counts as progress: before the first such event nothing is put (design §6) */
    readonly counted: boolean;
    readonly at: string;
    readonly location: string | null;
  }[];
  readonly viewings: readonly {
    readonly launchId: string;
    readonly viewingId: string;
    readonly at: string;
    readonly ended: boolean;
  }[];
  /** launches that were left; all that their own players posted is known */
  readonly lefts: readonly { readonly launchId: string; readonly at: string }[];
}
