import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { readCourseLine, readCourseRecord, type ReadLine } from '../catalogue/course-input.js';
import { type CsvColumn, readColumnName, recordOfCsv } from './csv-course.js';
import { textLines } from './text-lines.js';

/** What stands in one line of a catalogue file; of a CSV record over several lines, its last one. */
export interface CatalogueLine {
  readonly line: number;
  readonly of: ReadLine;
}

export type CatalogueFormat = 'ndjson' | 'csv';

/** Reads a catalogue as it comes in. What is wrong with a line is in its `of`; never throws for what a publisher wrote. */
export function readCatalogue(
  chunks: AsyncIterable<Uint8Array>,
  format: CatalogueFormat,
): AsyncGenerator<CatalogueLine> {
  return format === 'csv' ? readCsv(chunks) : readNdjson(chunks);
}

async function* readNdjson(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CatalogueLine> {
  for await (const { line, text } of textLines(chunks))
    yield { line, of: text === null ? refused('The line is too long for a course.') : readCourseLine(text) };
}

const Record_ = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CatalogueLine> {
  const { separator, all } = await withSeparator(chunks);
  const parser = Readable.from(all).pipe(
    parse({
      bom: true,
      delimiter: separator,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 2_000_000,
      // Else what was read well before a broken place is lost with it.
      skip_records_with_error: true,
    }),
  );
  const broken: CatalogueLine[] = [];
  parser.on('skip', (error: CsvError | undefined) => {
    broken.push({
      line: Number(error?.lines ?? 0),
      of: refused(`Here the file is no CSV: ${error?.message ?? 'it cannot be read'}.`),
    });
  });
  let columns: readonly (CsvColumn | null)[] | null = null;
  try {
    for await (const item of parser) {
      const {
        record,
        info: { lines },
      } = Record_.parse(item);
      if (columns === null) {
        columns = record.map(readColumnName);
        for (const [at, column] of columns.entries())
          if (column === null)
            yield {
              line: lines,
              of: refused(`The column "${(record[at] ?? '').slice(0, 60)}" is not known; it is left out.`),
            };
        continue;
      }
      const before = broken.filter(({ line }) => line < lines).length;
      yield* broken.splice(0, before);
      yield { line: lines, of: readRow(columns, record) };
    }
    yield* broken;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: Number(error.lines ?? 0), of: refused(`The file is no CSV from here on: ${error.message}.`) };
  }
}

function readRow(columns: readonly (CsvColumn | null)[], record: readonly string[]): ReadLine {
  if (record.length !== columns.length)
    return refused(`The row has ${record.length} values, the header ${columns.length}.`);
  const row = new Map<CsvColumn, string>();
  for (const [at, column] of columns.entries()) if (column !== null) row.set(column, record[at] ?? '');
  return readCourseRecord(recordOfCsv(row));
}

/** Spreadsheets separate by comma, semicolon or tab, as the country has it: the header tells. */
async function withSeparator(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ separator: string; all: AsyncGenerator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  const [header = ''] = first.done === true ? [''] : new TextDecoder().decode(first.value).split(/[\r\n]/, 1);
  const separator = [',', ';', '\t'].reduce((best, sign) =>
    header.split(sign).length > header.split(best).length ? sign : best,
  );
  async function* all(): AsyncGenerator<Uint8Array> {
    if (first.done !== true) yield first.value;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { separator, all: all() };
}

function refused(detail: string): ReadLine {
  return { kind: 'refused', courseId: null, detail };
}
