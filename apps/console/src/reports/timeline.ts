import type { Tone } from '../look/status.js';
import type { Exchange, LaunchDetail } from './launches.api.js';
import { readWire } from './read-wire.js';

/** One thing that happened, or will. */
export type TimelineEntry =
  | { readonly kind: 'launched' | 'declined' | 'over'; readonly at: Date; readonly tone: Tone }
  | { readonly kind: 'get'; readonly at: Date; readonly tone: Tone; readonly had: string | null }
  | {
      readonly kind: 'put';
      readonly at: Date;
      readonly tone: Tone;
      readonly percent: string;
      readonly isComplete: boolean;
    }
  | { readonly kind: 'exit'; readonly at: Date; readonly tone: Tone }
  | {
      readonly kind: 'failed';
      readonly at: Date;
      readonly tone: Tone;
      readonly command: string;
      readonly result: string;
      /** how many more ended the same way, one after the other */
      readonly more: number;
    }
  | { readonly kind: 'next'; readonly at: Date; readonly tone: Tone };

/** What happened to a launch, oldest first; failures that repeat are one entry. */
export function timelineOf(launch: LaunchDetail, exchanges: readonly Exchange[]): readonly TimelineEntry[] {
  const isDeclined =
    launch.phase === 'over' &&
    exchanges.length === 0 &&
    (launch.outcome === 'refused' || launch.outcome === 'not-reported');
  const entries: TimelineEntry[] = [{ kind: isDeclined ? 'declined' : 'launched', at: launch.startedAt, tone: 'mute' }];
  for (const exchange of exchanges) {
    const entry = entryOf(exchange);
    const last = entries.at(-1);
    if (
      entry.kind === 'failed' &&
      last?.kind === 'failed' &&
      last.result === entry.result &&
      last.command === entry.command
    )
      entries[entries.length - 1] = { ...last, at: entry.at, more: last.more + 1 };
    else entries.push(entry);
  }
  if (launch.outcome === 'waiting' && launch.nextLookAt)
    entries.push({ kind: 'next', at: launch.nextLookAt, tone: 'warn' });
  return entries;
}

function entryOf(exchange: Exchange): TimelineEntry {
  const at = exchange.startedAt;
  const wire = readWire(exchange);
  if (!wire.isGood) return { kind: 'failed', at, tone: 'bad', command: exchange.command, result: wire.result, more: 0 };
  const of = (pairs: typeof wire.sent, wanted: string): string =>
    pairs.find(({ name }) => name.toLowerCase() === wanted)?.value ?? '';
  switch (exchange.command) {
    case 'GetParam': {
      const status = of(wire.received, 'lesson_status');
      const score = of(wire.received, 'score');
      const isNew = /^(not attempted|n)?\s*(,|$)/i.test(status) && score === '';
      return { kind: 'get', at, tone: 'good', had: isNew ? null : [status, score].filter(Boolean).join(', ') };
    }
    case 'ExitAU':
      return { kind: 'exit', at, tone: 'good' };
    default:
      return {
        kind: 'put',
        at,
        tone: 'good',
        percent: of(wire.sent, 'score'),
        isComplete: /^(completed|passed)$/i.test(of(wire.sent, 'lesson_status')),
      };
  }
}
