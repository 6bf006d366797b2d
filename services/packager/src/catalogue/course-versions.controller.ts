import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CourseId } from '@aicc-bridge/contracts';
import { Allow, notFound } from '@aicc-bridge/platform';
import { z } from 'zod';
import { CATALOGUE_READERS } from './catalogue-roles.js';
import { CourseVersionsStore, type VersionsPage } from './course-versions.store.js';

const Page = z.object({
  /** `next` of the answer before */
  after: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
type Page = z.infer<typeof Page>;

/** What changed in a course and when. */
@ApiTags('courses')
@Controller('api/courses')
export class CourseVersionsController {
  constructor(private readonly versions: CourseVersionsStore) {}

  /** The newest change first. */
  @Allow(...CATALOGUE_READERS)
  @Get(':courseId/versions')
  async list(
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
    @Query({ schema: Page }) { after, limit }: Page,
  ): Promise<VersionsPage> {
    const page = await this.versions.list(courseId, after ?? null, limit);
    if (page === null) throw notFound(`course ${courseId}`);
    return page;
  }
}
