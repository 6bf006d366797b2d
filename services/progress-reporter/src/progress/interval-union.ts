/** `[from, to)` */
export type Interval = readonly [from: number, to: number];

/** The union as intervals that neither overlap nor touch, in order; empty ones are left out. */
export function intervalUnion(intervals: readonly Interval[]): readonly Interval[] {
  const union: [number, number][] = [];
  for (const [from, to] of [...intervals].sort(([a], [b]) => a - b)) {
    if (to <= from) continue;
    const last = union.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else union.push([from, to]);
  }
  return union;
}
