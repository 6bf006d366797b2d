/** What one bench measured, as `--json` prints it. */
export interface Measurement {
  readonly name: string;
  /** our number, in `unit` */
  readonly ours: number;
  /** the ground line of the same run, in `unit`; null = the goal is an absolute number */
  readonly ground: number | null;
  /** ours ÷ ground where more is better, ground ÷ ours where less is better; so more is always better */
  readonly ratio: number | null;
  readonly unit: string;
  /** resident memory of our process at its highest, or what it grew by where the bench says so */
  readonly rssMB: number | null;
  /** null = no goal is set for this line */
  readonly goal: { readonly text: string; readonly met: boolean } | null;
  /** whatever else a reader wants to know */
  readonly details?: Readonly<Record<string, number | string | boolean>>;
}

export interface BenchOptions {
  /** smaller and shorter: shows that the bench works, its numbers prove nothing */
  readonly quick: boolean;
  /** progress for people; goes to stderr */
  readonly say: (line: string) => void;
}

/** One bench: a file of its own, loaded when it is asked for. */
export interface Bench {
  readonly run: (options: BenchOptions) => Promise<readonly Measurement[]>;
}

/** To two places behind the point. */
export function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
