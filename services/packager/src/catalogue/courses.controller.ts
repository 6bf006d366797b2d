import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { CourseId, type CourseState } from '@aicc-bridge/contracts';
import { Allow, notFound, ProblemException } from '@aicc-bridge/platform';
import { z } from 'zod';
import { CatalogueStore } from './catalogue.store.js';
import { CourseInput, readCourseLine } from './course-input.js';

const WRITERS = ['publisher-admin', 'catalogue-writer'] as const;
const READERS = [...WRITERS, 'publisher-support', 'tenant-admin', 'tenant-viewer', 'reader'] as const;
const ListQuery = z.object({
  after: z.string().max(50).optional(),
  q: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
type ListQuery = z.infer<typeof ListQuery>;

interface LineReport {
  readonly line: number;
  readonly courseId: string | null;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'refused';
  readonly detail?: string;
}

const BATCH = 500;

@ApiTags('courses')
@Controller('api/courses')
export class CoursesController {
  constructor(private readonly catalogue: CatalogueStore) {}

  @Allow(...READERS)
  @Get()
  async list(
    @Query({ schema: ListQuery }) { after, q, limit }: ListQuery,
  ): Promise<{ courses: readonly CourseState[]; next: string | null }> {
    const courses = await this.catalogue.list(after ?? null, q ?? null, limit);
    return { courses, next: courses.length === limit ? (courses.at(-1)?.courseId ?? null) : null };
  }

  /** One course per line (NDJSON). Bad lines are named, good ones kept. */
  @Allow(...WRITERS)
  @Post('import')
  @HttpCode(200)
  @ApiConsumes('application/x-ndjson')
  async import(@Body() body: unknown): Promise<{
    lines: number;
    created: number;
    changed: number;
    unchanged: number;
    refused: number;
    report: readonly LineReport[];
  }> {
    if (typeof body !== 'string')
      throw new ProblemException({
        status: 415,
        name: 'unsupported-media-type',
        title: 'This content type is not taken here',
        detail: 'Send one course per line as application/x-ndjson.',
      });
    const report: LineReport[] = [];
    const lines = body
      .split('\n')
      .map((text, index) => ({ text: text.trim(), line: index + 1 }))
      .filter(({ text }) => text !== '');
    for (let from = 0; from < lines.length; from += BATCH)
      report.push(...(await this.importBatch(lines.slice(from, from + BATCH))));
    const count = (outcome: LineReport['outcome']): number =>
      report.filter((entry) => entry.outcome === outcome).length;
    return {
      lines: lines.length,
      created: count('created'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      refused: count('refused'),
      report,
    };
  }

  @Allow(...READERS)
  @Get(':courseId')
  async one(@Param('courseId', { schema: CourseId }) courseId: CourseId): Promise<CourseState> {
    const course = await this.catalogue.one(courseId);
    if (course === null) throw notFound(`course ${courseId}`);
    return course;
  }

  @Allow(...WRITERS)
  @Put(':courseId')
  async put(
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
    @Body({ schema: CourseInput }) input: CourseInput,
  ): Promise<CourseState> {
    await this.catalogue.put([{ courseId, input }]);
    return this.one(courseId);
  }

  @Allow(...WRITERS)
  @Delete(':courseId')
  @HttpCode(204)
  async remove(@Param('courseId', { schema: CourseId }) courseId: CourseId): Promise<void> {
    if (!(await this.catalogue.remove(courseId))) throw notFound(`course ${courseId}`);
  }

  private async importBatch(lines: readonly { readonly text: string; readonly line: number }[]): Promise<LineReport[]> {
    const read = lines.map(({ text, line }) => ({ line, of: readCourseLine(text) }));
    const good = read.flatMap(({ of }) => (of.kind === 'course' ? [of] : []));
    const kinds = [...(await this.catalogue.put(good))];
    return read.map(({ line, of }): LineReport =>
      of.kind === 'course'
        ? { line, courseId: of.courseId, outcome: kinds.shift() ?? 'unchanged' }
        : { line, courseId: of.courseId, outcome: 'refused', detail: of.detail },
    );
  }
}
