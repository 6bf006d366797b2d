export interface Unit {
  readonly unitId: string;
  readonly seconds: number;
}

export interface PlannedEvent {
  readonly type: 'viewing.segment.v1' | 'viewing.ended.v1';
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Sitting {
  readonly events: readonly PlannedEvent[];
  /** percent that the LMS must have after it; of all units together */
  readonly percentAfter: number;
  /** wall-clock seconds of watching, each counted once */
  readonly clockSeconds: number;
}

const SHARES = [0.4, 0.75, 1] as const;
const PIECE_SECONDS = 7;

/**
 * Three sittings through a course, in pieces of a few seconds. Every piece is sent twice, and pieces are shuffled by a seed: a bus
 * may do the same.
 */
export function planSittings(units: readonly Unit[], seed: number): readonly Sitting[] {
  const total = units.reduce((sum, { seconds }) => sum + seconds, 0);
  const random = mulberry(seed);
  let from = 0;
  return SHARES.map((share, index) => {
    const to = Math.round(total * share);
    const begin = Date.now() - 3_600_000 + index * 600_000;
    const pieces: PlannedEvent[] = [];
    for (let at = from; at < to; at = nextStop(at, to, units))
      pieces.push(piece(at, nextStop(at, to, units), units, begin + (at - from) * 1_000, index));
    const clockSeconds = to - from;
    from = to;
    const ended: PlannedEvent = {
      type: 'viewing.ended.v1',
      id: crypto.randomUUID(),
      data: { viewingId: `sitting-${index}`, at: new Date(begin + clockSeconds * 1_000).toISOString() },
    };
    return {
      events: [...shuffled([...pieces, ...pieces], random), ended],
      percentAfter: share === 1 ? 100 : Math.floor((100 * to) / total),
      clockSeconds,
    };
  });
}

function nextStop(at: number, end: number, units: readonly Unit[]): number {
  let start = 0;
  for (const { seconds } of units) {
    if (at < start + seconds) return Math.min(at + PIECE_SECONDS, start + seconds, end);
    start += seconds;
  }
  return end;
}

function piece(from: number, to: number, units: readonly Unit[], clockMs: number, sitting: number): PlannedEvent {
  let start = 0;
  const unit = units.find(({ seconds }) => (start += seconds) > from);
  const offset = start - (unit?.seconds ?? 0);
  return {
    type: 'viewing.segment.v1',
    id: crypto.randomUUID(),
    data: {
      viewingId: `sitting-${sitting}`,
      unitId: unit?.unitId,
      from: from - offset,
      to: to - offset,
      startedAt: new Date(clockMs).toISOString(),
      endedAt: new Date(clockMs + (to - from) * 1_000).toISOString(),
    },
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}

/** A small generator with a seed, so that a failing order can be repeated. */
export function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
