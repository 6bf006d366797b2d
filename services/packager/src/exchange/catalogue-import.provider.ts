import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { CourseState } from '@aicc-bridge/contracts';
import { CatalogueStore } from '../catalogue/catalogue.store.js';
import {
  checkLine,
  type CheckedLine,
  type Gate,
  inBatches,
  type LineOutcome,
  type LineReport,
  reportsOf,
} from './import-catalogue.js';
import { type CatalogueFormat, readCatalogue } from './read-catalogue.js';
import { textLines } from './text-lines.js';

/** Courses per transaction, or per statement where everything is one transaction. */
const BATCH = 500;

/** Takes a catalogue in as it arrives; what has been reported is committed. */
@Injectable()
export class CatalogueImport {
  constructor(private readonly catalogue: CatalogueStore) {}

  /** Good lines are kept, bad ones named. */
  async *lineByLine(
    chunks: AsyncIterable<Uint8Array>,
    format: CatalogueFormat,
    gate: Gate,
  ): AsyncGenerator<readonly LineReport[]> {
    let storing: { batch: readonly CheckedLine[]; outcomes: Promise<readonly LineOutcome[]> } | null = null;
    // The next lines are read while the database has the ones before them.
    for await (const batch of inBatches(checked(chunks, format, gate), BATCH)) {
      if (storing) yield reportsOf(storing.batch, await storing.outcomes);
      const outcomes = this.catalogue.put(coursesOf(batch));
      // Awaited a batch later; until then a failure is nobody's.
      outcomes.catch(() => undefined);
      storing = { batch, outcomes };
    }
    if (storing) yield reportsOf(storing.batch, await storing.outcomes);
  }

  /**
   * Everything in one transaction, or, if a single line is bad, nothing: then only the bad lines are reported. The file is read and
   * checked to its end first (on disk), so that a slow upload holds no lock.
   */
  async *allOrNothing(
    chunks: AsyncIterable<Uint8Array>,
    format: CatalogueFormat,
    gate: Gate,
  ): AsyncGenerator<readonly LineReport[]> {
    const folder = await mkdtemp(join(tmpdir(), 'aicc-bridge-import-'));
    try {
      const file = join(folder, 'courses.ndjson');
      const { lines, bad } = await spool(checked(chunks, format, gate), file);
      if (bad.length > 0) {
        yield reportsOf(bad, []);
        return;
      }
      const outcomes = await this.catalogue.putAll(inBatches(spooled(file), BATCH));
      yield outcomes.map((outcome, at) => ({ ...(lines[at] ?? { line: 0, courseId: null }), outcome }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function* checked(
  chunks: AsyncIterable<Uint8Array>,
  format: CatalogueFormat,
  gate: Gate,
): AsyncGenerator<CheckedLine> {
  for await (const line of readCatalogue(chunks, format)) yield checkLine(line, gate);
}

function coursesOf(lines: readonly CheckedLine[]): readonly CourseState[] {
  return lines.flatMap(({ course }) => (course === null ? [] : [course]));
}

async function spool(
  checkedLines: AsyncIterable<CheckedLine>,
  file: string,
): Promise<{ lines: readonly { line: number; courseId: string | null }[]; bad: readonly CheckedLine[] }> {
  const lines: { line: number; courseId: string | null }[] = [];
  const bad: CheckedLine[] = [];
  const out = await open(file, 'w', 0o600);
  try {
    for await (const batch of inBatches(checkedLines, BATCH)) {
      bad.push(...batch.filter(({ course }) => course === null));
      lines.push(...batch.map(({ line, courseId }) => ({ line, courseId })));
      await out.write(
        coursesOf(batch)
          .map((course) => `${JSON.stringify(course)}\n`)
          .join(''),
      );
    }
  } finally {
    await out.close();
  }
  return { lines, bad };
}

async function* spooled(file: string): AsyncGenerator<CourseState> {
  for await (const { text } of textLines(createReadStream(file))) yield CourseState.parse(JSON.parse(text ?? ''));
}
