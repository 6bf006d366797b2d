import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readViewingEvent } from '@aicc-bridge/contracts';
import { newId } from '@aicc-bridge/platform';
import fc from 'fast-check';
import { ids } from '../src/test-builders.js';
import type { IdentifiedEvent } from '../src/ingest/viewing-ingest.store.js';
import { aLaunch, openReporterDatabase, type ReporterDatabase } from './reporter-database.js';

const NOW = new Date('2026-11-24T12:00:00Z');
const START = Date.parse('2026-11-24T10:00:00Z');
/** Launches of one learner and course: the first two are one attempt. */
const LAUNCHES = 3;

/** What happens, without the ids of a run. Few values, so that ties and overlaps are common. */
type Step =
  | { readonly do: 'start'; readonly launch: number }
  | {
      readonly do: 'event';
      readonly launch: number;
      readonly type: string;
      readonly data: Readonly<Record<string, unknown>>;
    };

const launch = fc.nat(LAUNCHES - 1);
const second = fc.nat(5);
const at = second.map((seconds) => new Date(START + seconds * 5_000).toISOString());
const viewingId = fc.constantFrom('v1', 'v2');
const courseId = fc.constantFrom('ladders', 'ladders', 'EXT/1', 'another');
const device = fc.constantFrom(undefined, undefined, 'desktop', 'mobile');
const of = (type: string, data: fc.Arbitrary<Readonly<Record<string, unknown>>>): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant('event' as const), launch, type: fc.constant(type), data });
const segment = fc
  .tuple(
    fc.double({ min: 0, max: 130, noNaN: true }),
    fc.double({ min: 0, max: 40, noNaN: true }),
    second,
    second,
    viewingId,
    courseId,
    device,
  )
  .map(([from, length, begin, more, viewing, course, kind]) => ({
    unitId: 'u1',
    from,
    to: from + length,
    startedAt: new Date(START + begin * 5_000).toISOString(),
    endedAt: new Date(START + (begin + more) * 5_000).toISOString(),
    viewingId: viewing,
    courseId: course,
    device: kind,
  }));
const step = fc.oneof(
  { weight: 6, arbitrary: of('viewing.segment.v1', segment) },
  {
    weight: 2,
    arbitrary: of('viewing.progress.v1', fc.record({ percent: fc.nat(100), at, viewingId, courseId, device })),
  },
  { weight: 1, arbitrary: of('viewing.completed.v1', fc.record({ at, viewingId, courseId, device })) },
  { weight: 2, arbitrary: of('viewing.ended.v1', fc.record({ at, viewingId, courseId, device })) },
  { weight: 1, arbitrary: of('viewing.left.v1', fc.record({ at })) },
);
const story = fc
  .array(step, { minLength: 1, maxLength: 25 })
  .map((events): readonly Step[] => [
    ...Array.from({ length: LAUNCHES }, (_, index): Step => ({ do: 'start', launch: index })),
    ...events,
  ]);

describe('viewing events (design §5, §6; F31, F33, F79)', () => {
  let db: ReporterDatabase;
  beforeAll(async () => {
    db = await openReporterDatabase();
  });
  afterAll(() => db.close());

  it('any order, with any repeats, in any batches gives the same rows', async () => {
    const disorder = story.chain((steps) =>
      fc.record({
        steps: fc.constant(steps),
        // Every step at least once, some again, in any order.
        order: fc
          .array(fc.nat(steps.length - 1), { maxLength: 10 })
          .chain((again) => shuffled([...steps.keys(), ...again])),
        batches: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 30 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(disorder, async ({ steps, order, batches }) => {
        const inOrder = await run([steps.map((_, index) => index)], steps);
        const inDisorder = await run(cut(order, batches), steps);
        expect(inDisorder).toEqual(inOrder);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it('two segments that end at the same instant leave the same location, whichever comes first', async () => {
    const endedAt = new Date(START).toISOString();
    const segments = [10, 30, 20].map((to): Step => {
      const data = { unitId: 'u1', from: 0, to, startedAt: endedAt, endedAt, viewingId: 'v1', courseId: 'ladders' };
      return { do: 'event', launch: 0, type: 'viewing.segment.v1', data };
    });
    const steps: readonly Step[] = [{ do: 'start', launch: 0 }, ...segments];
    const once = await run([[0, 1, 2, 3]], steps);
    expect(await run([[0], [2], [1, 3]], steps)).toEqual(once);
    expect(await run([[0, 3, 2, 1]], steps)).toEqual(once);
  });

  /** Runs the steps, by index, in these batches; then every launch is heard of once more, as after a sweep. */
  async function run(batches: readonly (readonly number[])[], steps: readonly Step[]): Promise<unknown> {
    const learnerId = newId();
    const launchIds = Array.from({ length: LAUNCHES }, () => newId());
    const attemptIds = [newId(), newId()];
    for (const [index, attemptId] of attemptIds.entries())
      await db.dataSource.query(
        `insert into attempts (attempt_id, tenant_id, learner_id, course_id, number) values ($1, $2, $3, 'ladders', $4)`,
        [attemptId, ids.tenant, learnerId, index + 1],
      );
    const events = steps.map((one, index) =>
      one.do === 'event' ? given(one, launchIds[one.launch] ?? '', learnerId, `e${index}`) : null,
    );
    for (const batch of batches) {
      for (const index of batch) {
        const one = steps[index];
        if (one?.do === 'start') await start(one.launch);
      }
      await db.take(
        batch.flatMap((index) => events[index] ?? []),
        NOW,
      );
    }
    await db.take(
      events.flatMap((event) => event ?? []),
      NOW,
    );
    return rowsOf(launchIds, attemptIds);

    async function start(index: number): Promise<void> {
      const started = aLaunch({ launchId: launchIds[index], learnerId, startedAt: new Date(START).toISOString() });
      await db.outbox.transaction((tx) => db.store.start(tx, [started], NOW));
      await db.dataSource.query('update launches set attempt_id = $2 where launch_id = $1', [
        launchIds[index],
        attemptIds[index < 2 ? 0 : 1],
      ]);
    }
  }

  /** All rows that viewing makes, with the run's ids replaced by numbers. */
  async function rowsOf(launchIds: readonly string[], attemptIds: readonly string[]): Promise<unknown> {
    const tables = {
      viewing: 'select launch_id, unit_id, watched::text from viewing t',
      activity:
        'select launch_id, clock::text, reported_percent, completed, counted, last_viewing_at, location, location_at, left_seen_at from activity t',
      viewings: 'select * from viewings t',
      ignored_viewing: 'select * from ignored_viewing t',
      unclaimed_viewing: 'select launch_id, event_id from unclaimed_viewing t',
    };
    const read = Object.entries(tables).map(async ([table, sql]): Promise<readonly [string, unknown]> => [
      table,
      await db.dataSource.query<unknown>(
        `${sql} where launch_id = any($1::uuid[]) order by array_position($1::uuid[], launch_id), t::text`,
        [launchIds],
      ),
    ]);
    const attempts: unknown = await db.dataSource.query(
      'select attempt_id, percent, complete, counted from attempts where attempt_id = any($1::uuid[]) order by number',
      [attemptIds],
    );
    const text = JSON.stringify([...(await Promise.all(read)), attempts]);
    return JSON.parse([...launchIds, ...attemptIds].reduce((all, id, index) => all.replaceAll(id, `#${index}`), text));
  }
});

function given(
  { type, data }: Extract<Step, { do: 'event' }>,
  launchId: string,
  learnerId: string,
  id: string,
): IdentifiedEvent {
  const whole =
    type === 'viewing.left.v1' ? { launchId, ...data } : { launchId, tenantId: ids.tenant, learnerId, ...data };
  const read = readViewingEvent({ specversion: '1.0', source: '/test', id, type, data: whole });
  if (read.kind !== 'viewing') throw new Error(`the generator made a bad event: ${JSON.stringify(read)}`);
  return { source: '/test', id, event: read.event };
}

function shuffled(list: readonly number[]): fc.Arbitrary<readonly number[]> {
  return fc
    .shuffledSubarray([...list.keys()], { minLength: list.length })
    .map((order) => order.map((at) => list[at] ?? 0));
}

function cut(list: readonly number[], sizes: readonly number[]): readonly (readonly number[])[] {
  const batches: number[][] = [];
  let rest = [...list];
  for (let index = 0; rest.length > 0; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    batches.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return batches;
}
