import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { CourseState } from '@aicc-bridge/contracts';
import { MANIFEST_HEADER, manifestRow, manifestStart } from '../packages/manifest.js';
import { Zips } from '../packages/zip.provider.js';
import type { ArchivePlan, PlannedEntry, PlannedList, PlannedSegment } from './archive-plan.js';
import { clipped } from './clipped.js';
import { PlansStore } from './plans.store.js';
import type { Segment, SegmentFacts } from './segment.js';
import { SegmentCache } from './segment-cache.provider.js';
import { directoryEnd, directoryEntry, localHeader, localHeaderBytes } from './zip-records.js';

/** Packages made at once, so that searches and other downloads get their turn in between. */
const AT_ONCE = 8;
const ROWS_PER_CHUNK = 500;

/** The bytes of a planned archive, or of any part of it, in constant memory. */
@Injectable()
export class ArchiveBytes {
  /** what the lists at the end need, per plan and segment, as far as it is known */
  private readonly facts = new WeakMap<ArchivePlan, (SegmentFacts | undefined)[]>();

  constructor(
    private readonly cache: SegmentCache,
    private readonly zips: Zips,
    private readonly plans: PlansStore,
  ) {}

  /** Bytes `from` to `to`, inclusive. Nothing before `from` is made unless the lists at the end are wanted, which tell of all of it. */
  async *read(plan: ArchivePlan, from: number, to: number): AsyncGenerator<Buffer> {
    if (plan.bare) {
      yield* clipped(this.bareBytes(plan), 0, from, to);
      return;
    }
    const wanted = plan.segments.filter(({ offset, bytes }) => offset + bytes > from && offset <= to);
    let next = wanted[0] ? this.segment(plan, wanted[0]) : null;
    for (const [at, planned] of wanted.entries()) {
      const segment = await next;
      const following = wanted[at + 1];
      next = following ? this.segment(plan, following) : null;
      // The next one is made while this one is sent; if the client goes away meanwhile, nobody waits for it.
      next?.catch(() => undefined);
      if (!segment) return;
      const { offset } = planned;
      yield segment.body.subarray(Math.max(0, from - offset), Math.min(segment.body.length, to + 1 - offset));
    }
    const listsAt = plan.changesCsv.offset;
    if (to >= listsAt) yield* clipped(this.lists(plan), listsAt, from, to);
  }

  private async segment(plan: ArchivePlan, planned: PlannedSegment): Promise<Segment> {
    const segment = await this.cache.get(planned.key, planned.bytes, () => this.make(plan, planned));
    const known = this.facts.get(plan) ?? [];
    known[plan.segments.indexOf(planned)] = segment.facts;
    this.facts.set(plan, known);
    return segment;
  }

  private async make(plan: ArchivePlan, planned: PlannedSegment): Promise<Segment> {
    const entries = plan.entries.slice(planned.firstEntry, planned.firstEntry + planned.entries);
    const [first, last] = [entries[0], entries.at(-1)];
    if (!first || !last) throw new Error('a segment has no entry');
    const courses = await this.plans.statesOf(plan.courses.slice(first.first, last.first + last.courses));
    const packages: Buffer[] = [];
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      const some = entries.slice(at, at + AT_ONCE);
      packages.push(...(await Promise.all(some.map((entry) => this.package(plan, entry, courses, first.first)))));
      await nextTurn();
    }
    const crcs = packages.map((bytes) => crc32(bytes));
    const body = Buffer.concat(
      entries.flatMap(({ name, bytes }, at) => [
        localHeader({ name, bytes, crc32: crcs[at] ?? 0 }),
        packages[at] ?? Buffer.alloc(0),
      ]),
    );
    if (body.length !== planned.bytes)
      throw new Error(`a segment has ${body.length} bytes and was planned with ${planned.bytes}`);
    const sha256 = packages.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    return { body, facts: { crc32: crcs, sha256, manifest: courses.map(manifestStart) } };
  }

  private async package(
    plan: ArchivePlan,
    { first, courses: count, bytes, name }: PlannedEntry,
    courses: readonly CourseState[],
    offset: number,
  ): Promise<Buffer> {
    const made = await this.zips.package(courses.slice(first - offset, first - offset + count), plan.settings);
    if (made.length !== bytes) throw new Error(`${name} has ${made.length} bytes and was planned with ${bytes}`);
    return made;
  }

  private async *bareBytes(plan: ArchivePlan): AsyncGenerator<Buffer> {
    for (const planned of plan.segments) {
      const { body } = await this.segment(plan, planned);
      yield body.subarray(localHeaderBytes(plan.entries[planned.firstEntry]?.name ?? ''));
    }
  }

  /** CHANGES, manifest, checksums and the directory: what comes after the packages. */
  private async *lists(plan: ArchivePlan): AsyncGenerator<Buffer> {
    const facts = await this.allFacts(plan);
    const { changesCsv, changesTxt, manifest, sums } = plan;
    const rows = (): Iterable<Buffer> => manifestChunks(plan, facts);
    const checks: Check[] = [];
    for (const { list, chunks } of [
      { list: changesCsv, chunks: () => [changesCsv.content] },
      { list: changesTxt, chunks: () => [changesTxt.content] },
      { list: manifest, chunks: rows },
      { list: sums, chunks: () => sumChunks(plan, facts, checks) },
    ]) {
      const check = checkOf(list, chunks());
      checks.push(check);
      yield localHeader(check);
      yield* chunks();
    }
    yield* directoryChunks(plan, facts, checks);
    yield directoryEnd(plan.directory);
  }

  private async allFacts(plan: ArchivePlan): Promise<readonly SegmentFacts[]> {
    const known = this.facts.get(plan) ?? [];
    const all: SegmentFacts[] = [];
    for (const [at, planned] of plan.segments.entries())
      all.push(known[at] ?? (await this.segment(plan, planned)).facts);
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

function checkOf({ name, bytes, offset }: PlannedList, chunks: Iterable<Buffer>): Check {
  const sha = createHash('sha256');
  let crc = 0;
  let length = 0;
  for (const chunk of chunks) {
    sha.update(chunk);
    crc = crc32(chunk, crc);
    length += chunk.length;
  }
  if (length !== bytes) throw new Error(`${name} has ${length} bytes and was planned with ${bytes}`);
  return { name, bytes, offset, crc32: crc, sha256: sha.digest('hex') };
}

function* manifestChunks({ segments, entries }: ArchivePlan, facts: readonly SegmentFacts[]): Generator<Buffer> {
  yield Buffer.from(MANIFEST_HEADER);
  for (const [at, { firstEntry, entries: count }] of segments.entries()) {
    const { sha256, manifest } = facts[at] ?? NOTHING;
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

const NOTHING: SegmentFacts = { crc32: [], sha256: [], manifest: [] };
