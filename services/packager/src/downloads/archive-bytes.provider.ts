import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { MANIFEST_HEADER, manifestRow } from '../packages/manifest.js';
import type { ArchivePlan, PlannedList, PlannedSegment } from './archive-plan.js';
import { clipped } from './clipped.js';
import { PlansStore } from './plans.store.js';
import { NO_FACTS, type Segment, type SegmentFacts } from './segment.js';
import { SegmentCache } from './segment-cache.provider.js';
import { SegmentMakers } from './segment-makers.provider.js';
import { directoryEnd, directoryEntry, localHeader, localHeaderBytes } from './zip-records.js';

/** Segments on their way beyond the one that is sent: the database, the disk and the making of packages do not wait for each other. */
const AHEAD = 3;
const ROWS_PER_CHUNK = 500;
/** Lists at the end that are kept once made; longer ones are made each time, in constant memory. */
const LISTS_KEPT_BYTES = 16 * 1_048_576;

/** So much of kept lists is handed to the socket at once. */
const CHUNK_BYTES = 262_144;

/** The bytes of a planned archive, or of any part of it, in constant memory. */
@Injectable()
export class ArchiveBytes {
  /** what the lists at the end need, per plan and segment, as far as it was made here */
  private readonly facts = new WeakMap<ArchivePlan, Map<number, SegmentFacts>>();

  constructor(
    private readonly cache: SegmentCache,
    private readonly makers: SegmentMakers,
    private readonly plans: PlansStore,
  ) {}

  /** Bytes `from` to `to`, inclusive. Nothing before `from` is made unless the lists at the end are wanted, which tell of all of it. */
  async *read(plan: ArchivePlan, from: number, to: number): AsyncGenerator<Buffer> {
    if (plan.bare) {
      yield* clipped(this.bareBytes(plan), 0, from, to);
      return;
    }
    const wanted = plan.segments.flatMap(({ offset, bytes }, at) =>
      offset + bytes > from && offset <= to ? [at] : [],
    );
    const coming: Promise<Segment>[] = [];
    for (let at = 0; at < wanted.length; at += 1) {
      for (const next of wanted.slice(at + coming.length, at + 1 + AHEAD)) {
        const segment = this.segment(plan, next);
        // If the client goes away meanwhile, nobody waits for it.
        segment.catch(() => undefined);
        coming.push(segment);
      }
      const segment = await coming.shift();
      if (!segment) return;
      const { offset = 0 } = plan.segments[wanted[at] ?? 0] ?? {};
      yield segment.body.subarray(Math.max(0, from - offset), Math.min(segment.body.length, to + 1 - offset));
    }
    const listsAt = plan.changesCsv.offset;
    if (to >= listsAt) yield* clipped(this.lists(plan), listsAt, from, to);
  }

  private async segment(plan: ArchivePlan, at: number): Promise<Segment> {
    const planned = plan.segments[at];
    if (!planned) throw new Error(`there is no segment ${at}`);
    return this.cache.get(planned.key, planned.bytes, async () => {
      const segment = await this.make(plan, planned);
      const known = this.facts.get(plan) ?? new Map<number, SegmentFacts>();
      this.facts.set(plan, known.set(at, segment.facts()));
      return segment;
    });
  }

  private async make(plan: ArchivePlan, planned: PlannedSegment): Promise<Segment> {
    const entries = plan.entries.slice(planned.firstEntry, planned.firstEntry + planned.entries);
    const [first, last] = [entries[0], entries.at(-1)];
    if (!first || !last) throw new Error('a segment has no entry');
    const states = await this.plans.stateTextsOf(plan.courses.slice(first.first, last.first + last.courses));
    const { body, facts } = await this.makers.make({
      settings: plan.settings,
      entries: entries.map(({ name, bytes, courses }) => ({ name, bytes, courses })),
      states,
    });
    if (body.length !== planned.bytes)
      throw new Error(`a segment has ${body.length} bytes and was planned with ${planned.bytes}`);
    return { body: Buffer.from(body.buffer, body.byteOffset, body.length), facts: () => facts };
  }

  private async *bareBytes(plan: ArchivePlan): AsyncGenerator<Buffer> {
    for (const [at, { firstEntry }] of plan.segments.entries()) {
      const { body } = await this.segment(plan, at);
      yield body.subarray(localHeaderBytes(plan.entries[firstEntry]?.name ?? ''));
    }
  }

  /** CHANGES, manifest, checksums and the directory: what comes after the packages. */
  private async *lists(plan: ArchivePlan): AsyncGenerator<Buffer> {
    const bytes = plan.bytes - plan.changesCsv.offset;
    if (bytes > LISTS_KEPT_BYTES) {
      yield* this.madeLists(plan);
      return;
    }
    const key = createHash('sha256').update(`lists ${plan.etag}`).digest('hex');
    const { body } = await this.cache.get(key, bytes, async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of this.madeLists(plan)) {
        chunks.push(chunk);
        await nextTurn();
      }
      const made = Buffer.concat(chunks);
      if (made.length !== bytes) throw new Error(`the lists have ${made.length} bytes and were planned with ${bytes}`);
      return { body: made, facts: () => NO_FACTS };
    });
    for (let at = 0; at < body.length; at += CHUNK_BYTES) yield body.subarray(at, at + CHUNK_BYTES);
  }

  private async *madeLists(plan: ArchivePlan): AsyncGenerator<Buffer> {
    const facts = await this.allFacts(plan);
    const { changesCsv, changesTxt, manifest, sums } = plan;
    const checks: Check[] = [];
    for (const { list, chunks } of [
      { list: changesCsv, chunks: () => [changesCsv.content] },
      { list: changesTxt, chunks: () => [changesTxt.content] },
      { list: manifest, chunks: () => manifestChunks(plan, facts) },
      { list: sums, chunks: () => sumChunks(plan, facts, checks) },
    ]) {
      const check = await checkOf(list, chunks());
      checks.push(check);
      yield localHeader(check);
      yield* chunks();
    }
    yield* directoryChunks(plan, facts, checks);
    yield directoryEnd(plan.directory);
  }

  private async allFacts(plan: ArchivePlan): Promise<readonly SegmentFacts[]> {
    const all: SegmentFacts[] = [];
    for (const at of plan.segments.keys())
      all.push(this.facts.get(plan)?.get(at) ?? (await this.segment(plan, at)).facts());
    return all;
  }
}

interface Check {
  readonly name: string;
  readonly bytes: number;
  readonly crc32: number;
  readonly sha256: string;
  readonly offset: number;
}

async function checkOf({ name, bytes, offset }: PlannedList, chunks: Iterable<Buffer>): Promise<Check> {
  const sha = createHash('sha256');
  let crc = 0;
  let length = 0;
  for (const chunk of chunks) {
    sha.update(chunk);
    crc = crc32(chunk, crc);
    length += chunk.length;
    await nextTurn();
  }
  if (length !== bytes) throw new Error(`${name} has ${length} bytes and was planned with ${bytes}`);
  return { name, bytes, offset, crc32: crc, sha256: sha.digest('hex') };
}

function* manifestChunks({ segments, entries }: ArchivePlan, facts: readonly SegmentFacts[]): Generator<Buffer> {
  yield Buffer.from(MANIFEST_HEADER);
  for (const [at, { firstEntry, entries: count }] of segments.entries()) {
    const { sha256, manifest } = facts[at] ?? NO_FACTS;
    const base = entries[firstEntry]?.first ?? 0;
    const rows = entries
      .slice(firstEntry, firstEntry + count)
      .flatMap(({ name, bytes, first, courses }, index) =>
        manifest
          .slice(first - base, first - base + courses)
          .map((start) => manifestRow(start, name, bytes, sha256[index] ?? '')),
      );
    yield Buffer.from(rows.join(''));
  }
}

function* sumChunks(plan: ArchivePlan, facts: readonly SegmentFacts[], lists: readonly Check[]): Generator<Buffer> {
  const hashes = facts.flatMap(({ sha256 }) => sha256);
  for (let at = 0; at < plan.entries.length; at += ROWS_PER_CHUNK)
    yield Buffer.from(
      plan.entries
        .slice(at, at + ROWS_PER_CHUNK)
        .map(({ name }, index) => `${hashes[at + index] ?? ''}  ${name}\n`)
        .join(''),
    );
  yield Buffer.from(
    lists
      .slice(0, 3)
      .map(({ sha256, name }) => `${sha256}  ${name}\n`)
      .join(''),
  );
}

function* directoryChunks(
  plan: ArchivePlan,
  facts: readonly SegmentFacts[],
  lists: readonly Check[],
): Generator<Buffer> {
  const crcs = facts.flatMap((segment) => segment.crc32);
  for (let at = 0; at < plan.entries.length; at += ROWS_PER_CHUNK)
    yield Buffer.concat(
      plan.entries
        .slice(at, at + ROWS_PER_CHUNK)
        .map(({ name, bytes, offset }, index) => directoryEntry({ name, bytes, crc32: crcs[at + index] ?? 0 }, offset)),
    );
  yield Buffer.concat(lists.map((list) => directoryEntry(list, list.offset)));
}
