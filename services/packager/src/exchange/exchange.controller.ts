import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { CourseState } from '@aicc-bridge/contracts';
import { Allow, Log } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CATALOGUE_READERS, CATALOGUE_WRITERS } from '../catalogue/catalogue-roles.js';
import { CatalogueStore } from '../catalogue/catalogue.store.js';
import { sendStream } from '../downloads/send-stream.js';
import { lintGate } from '../lint/lint-course.js';
import { CSV_MARK } from '../packages/manifest.js';
import { CatalogueImport } from './catalogue-import.provider.js';
import { formatOf, NDJSON } from './content-types.provider.js';
import { CSV_COLUMNS, csvOfCourse } from './csv-course.js';
import { counted, type ImportCounts, type LineReport, NO_LINES } from './import-catalogue.js';

const ImportQuery = z.object({
  /** `all-or-nothing`: a single bad line, and nothing is taken */
  mode: z.enum(['line-by-line', 'all-or-nothing']).default('line-by-line'),
  /** `all`: each line's outcome, not only what was refused */
  report: z.enum(['refused', 'all']).default('refused'),
  /** the linter's gate: a course with an error (or, with `warnings`, with anything) is refused */
  strict: z.enum(['off', 'errors', 'warnings']).default('off'),
  /** LMS profile that the gate lints for */
  profile: z.string().max(50).default('generic'),
});
type ImportQuery = z.infer<typeof ImportQuery>;
const ExportQuery = z.object({ format: z.enum(['ndjson', 'csv']).default('ndjson') });
type ExportQuery = z.infer<typeof ExportQuery>;

/** The report of a JSON answer is for people; who needs every line of a large import asks for NDJSON. */
const MOST_REPORTED = 1_000;
const PAGE = 500;

export interface ImportAnswer extends ImportCounts {
  /** what was refused, or with `report=all` every line; at most 1,000 */
  readonly report: readonly LineReport[];
}

/** The whole catalogue in and out. */
@ApiTags('courses')
@Controller('api/courses')
export class ExchangeController {
  constructor(
    private readonly imports: CatalogueImport,
    private readonly catalogue: CatalogueStore,
    private readonly log: Log,
  ) {}

  /**
   * One course per line (NDJSON) or row (CSV), read as it arrives. With `Accept: application/x-ndjson` the report comes while the
   * import runs: a line `{"line",…}` per outcome, `{"progress":{…}}` after each batch, `{"summary":{…}}` at the end.
   */
  @Allow(...CATALOGUE_WRITERS)
  @Post('import')
  @HttpCode(200)
  @ApiConsumes(NDJSON, 'text/csv')
  @ApiProduces('application/json', NDJSON)
  async import(
    @Query({ schema: ImportQuery }) query: ImportQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = formatOf(request.headers['content-type'] ?? '');
    const gate = lintGate(query.profile, query.strict);
    const chunks = request.body as AsyncIterable<Uint8Array>;
    const batches =
      query.mode === 'all-or-nothing'
        ? this.imports.allOrNothing(chunks, format, gate)
        : this.imports.lineByLine(chunks, format, gate);
    const isReported = ({ outcome }: LineReport): boolean => query.report === 'all' || outcome === 'refused';
    if ((request.headers.accept ?? '').includes(NDJSON)) return this.whileItRuns(reply, batches, isReported);
    let counts = NO_LINES;
    const report: LineReport[] = [];
    for await (const batch of batches) {
      counts = counted(counts, batch);
      report.push(...batch.filter(isReported).slice(0, MOST_REPORTED - report.length));
    }
    this.log.info('catalogue.imported', { ...counts });
    await reply.send({ ...counts, report } satisfies ImportAnswer);
  }

  /** Every course that is not deleted, by id; reads back as the same catalogue. */
  @Allow(...CATALOGUE_READERS)
  @Get('-/export')
  @ApiProduces(NDJSON, 'text/csv')
  async export(@Query({ schema: ExportQuery }) { format }: ExportQuery, @Res() reply: FastifyReply): Promise<void> {
    const isCsv = format === 'csv';
    await sendStream(reply, {
      headers: {
        'content-type': isCsv ? 'text/csv; charset=utf-8' : NDJSON,
        'content-disposition': `attachment; filename="catalogue.${format}"`,
        'cache-control': 'private, no-store',
      },
      chunks: this.exported(isCsv ? csvOfCourse : jsonLine, isCsv ? CSV_HEADER : ''),
    });
  }

  private async *exported(write: (course: CourseState) => string, header: string): AsyncGenerator<Buffer> {
    if (header !== '') yield Buffer.from(header);
    for (let after: string | null = null; ;) {
      const page: readonly CourseState[] = await this.catalogue.list(after, PAGE);
      if (page.length > 0) yield Buffer.from(page.map(write).join(''));
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined) return;
      after = last.courseId;
    }
  }

  private async whileItRuns(
    reply: FastifyReply,
    batches: AsyncIterable<readonly LineReport[]>,
    isReported: (report: LineReport) => boolean,
  ): Promise<void> {
    const log = this.log;
    async function* lines(): AsyncGenerator<Buffer> {
      let counts = NO_LINES;
      for await (const batch of batches) {
        counts = counted(counts, batch);
        const told = [...batch.filter(isReported), { progress: counts }];
        yield Buffer.from(told.map((line) => `${JSON.stringify(line)}\n`).join(''));
      }
      log.info('catalogue.imported', { ...counts });
      yield Buffer.from(`${JSON.stringify({ summary: counts })}\n`);
    }
    await sendStream(reply, {
      headers: { 'content-type': NDJSON, 'cache-control': 'no-store' },
      chunks: lines(),
    });
  }
}

const CSV_HEADER = `${CSV_MARK}${CSV_COLUMNS.map((column) => `"${column}"`).join(',')}\r\n`;

/** As it is put: without the version, which is ours. */
function jsonLine({ aggregateVersion: _ours, ...course }: CourseState): string {
  return `${JSON.stringify(course)}\n`;
}
