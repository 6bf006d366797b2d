import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CourseId, TenantId } from '@aicc-bridge/contracts';
import { Allow } from '@aicc-bridge/platform';
import { PACKAGE_ROLES } from '../catalogue/catalogue-roles.js';
import { launchAddress } from '../downloads/package-settings.js';
import { TenantPackages } from '../downloads/tenant-packages.store.js';
import { CoursePackages } from '../packages/course-packages.provider.js';
import { courseStructure } from '../packages/course-structure.js';
import { lintCourse, type LintFinding } from './lint-course.js';

interface CourseCheck {
  readonly profileId: string;
  /** the catalogue entry as this organisation's LMS shows it */
  readonly looks: { readonly title: string; readonly author: string; readonly description: string };
  readonly findings: readonly LintFinding[];
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string };
}

/** What becomes of one course in this organisation's LMS, before anybody downloads it. */
@ApiTags('packages')
@Controller('api/packages/tenants/:tenantId/courses/:courseId/check')
export class CourseCheckController {
  constructor(
    private readonly tenants: TenantPackages,
    private readonly packages: CoursePackages,
  ) {}

  /** How it will look there, what it loses on the way, and its file. */
  @Allow(...PACKAGE_ROLES, 'tenant-viewer')
  @Get()
  async check(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
  ): Promise<CourseCheck> {
    const settings = await this.tenants.known(tenantId);
    const course = await this.packages.published(courseId);
    const { structure } = courseStructure(course, launchAddress(settings.packages, courseId), settings.bundle.charset);
    const { name, bytes, etag } = await this.packages.of(courseId, settings.packages);
    return {
      profileId: settings.profileId,
      looks: { title: structure.title, author: structure.creator, description: structure.description },
      findings: lintCourse(course, settings.bundle),
      file: { name, bytes: bytes.length, sha256: etag.replaceAll('"', '') },
    };
  }
}
