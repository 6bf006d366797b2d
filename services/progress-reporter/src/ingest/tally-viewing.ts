import { assertNever, type ViewingEvent } from '@aicc-bridge/contracts';
import type { CountedViewing } from '../progress/counted-viewing.js';

/**
 * Turns counting events into rows to join. Decimal media seconds become `[round(from), round(to))`, clipped to the unit (design §6);
 * what is then empty does not count as watched.
 *
 * @param lengthOf media seconds of a unit, or undefined if the catalogue does not know it (then nothing is clipped)
 */
export function tallyViewing(
  events: readonly ViewingEvent[],
  lengthOf: (unitId: string, courseId: string) => number | undefined,
): CountedViewing {
  const segments: CountedViewing['segments'][number][] = [];
  const signs: CountedViewing['signs'][number][] = [];
  const viewings: CountedViewing['viewings'][number][] = [];
  const lefts: CountedViewing['lefts'][number][] = [];
  for (const { type, data } of events) {
    if (type === 'viewing.left.v1') {
      lefts.push(data);
      continue;
    }
    const { launchId, viewingId } = data;
    if (launchId === undefined) continue;
    const sign = { launchId, reportedPercent: 0, completed: false, counted: true, location: null };
    switch (type) {
      case 'viewing.segment.v1': {
        const length = lengthOf(data.unitId, data.courseId) ?? Infinity;
        const from = Math.min(Math.round(data.from), length);
        const to = Math.min(Math.round(data.to), length);
        const counted = to > from;
        if (counted)
          segments.push({ launchId, unitId: data.unitId, from, to, startedAt: data.startedAt, endedAt: data.endedAt });
        signs.push({ ...sign, counted, at: data.endedAt, location: counted ? `${data.unitId}@${to}` : null });
        viewings.push({ launchId, viewingId, at: data.endedAt, ended: false });
        break;
      }
      case 'viewing.progress.v1':
        signs.push({ ...sign, reportedPercent: data.percent, at: data.at });
        viewings.push({ launchId, viewingId, at: data.at, ended: false });
        break;
      case 'viewing.completed.v1':
        signs.push({ ...sign, completed: true, at: data.at });
        viewings.push({ launchId, viewingId, at: data.at, ended: false });
        break;
      case 'viewing.ended.v1':
        signs.push({ ...sign, counted: false, at: data.at });
        viewings.push({ launchId, viewingId, at: data.at, ended: true });
        break;
      default:
        assertNever(type);
    }
  }
  return { segments, signs, viewings, lefts };
}
