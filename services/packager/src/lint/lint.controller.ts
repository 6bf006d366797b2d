import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import type { BundleProfile } from '@aicc-bridge/lms-profiles';
import { Allow } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CATALOGUE_READERS, PACKAGE_ROLES } from '../catalogue/catalogue-roles.js';
import { CatalogueStore } from '../catalogue/catalogue.store.js';
import { courseOf } from '../catalogue/course-input.js';
import { formatOf, NDJSON } from '../exchange/content-types.provider.js';
import { type CatalogueLine, readCatalogue } from '../exchange/read-catalogue.js';
import { TenantPackages } from '../downloads/tenant-packages.store.js';
import { sendStream } from '../downloads/send-stream.js';
import { bundleOf, lintCourse, type LintFinding } from './lint-course.js';
import { LintStore } from './lint.store.js';

const PageQuery = z.object({
  after: z.string().max(50).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
const ProfileQuery = z.object({ profile: z.string().max(50).default('generic') });
const LintQuery = PageQuery.extend(ProfileQuery.shape);
type PageQuery = z.infer<typeof PageQuery>;
type ProfileQuery = z.infer<typeof ProfileQuery>;
type LintQuery = z.infer<typeof LintQuery>;

interface LintPage {
  /** courses looked at */
  readonly courses: number;
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly LintFinding[];
  readonly next: string | null;
}

/** What courses lose on their way into an LMS, before anybody downloads them. */
@ApiTags('lint')
@Controller('api')
export class LintController {
  constructor(
    private readonly catalogue: CatalogueStore,
    private readonly lint: LintStore,
    private readonly tenants: TenantPackages,
  ) {}

  /** Published courses by id, for one LMS profile. */
  @Allow(...CATALOGUE_READERS)
  @Get('courses/-/lint')
  async forProfile(@Query({ schema: LintQuery }) { profile, ...page }: LintQuery): Promise<LintPage> {
    return this.page(page, bundleOf(profile));
  }

  /** Published courses by id, as this organisation's LMS would get them. */
  @Allow(...PACKAGE_ROLES, 'tenant-viewer')
  @Get('packages/tenants/:tenantId/lint')
  async forTenant(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Query({ schema: PageQuery }) page: PageQuery,
  ): Promise<LintPage> {
    return this.page(page, (await this.tenants.known(tenantId)).bundle);
  }

  /** A catalogue file, nothing of which is kept: one line per finding, `{"summary":{…}}` at the end. */
  @Allow(...CATALOGUE_READERS)
  @Post('courses/-/lint')
  @HttpCode(200)
  @ApiConsumes(NDJSON, 'text/csv')
  @ApiProduces(NDJSON)
  async file(
    @Query({ schema: ProfileQuery }) { profile }: ProfileQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = formatOf(request.headers['content-type'] ?? '');
    const lines = readCatalogue(request.body as AsyncIterable<Uint8Array>, format);
    await sendStream(reply, {
      headers: { 'content-type': NDJSON, 'cache-control': 'no-store' },
      chunks: lintLines(lines, bundleOf(profile)),
    });
  }

  private async page({ after, limit }: PageQuery, bundle: BundleProfile): Promise<LintPage> {
    const courses = await this.catalogue.list(after ?? null, limit);
    const published = courses.filter(({ state }) => state === 'published');
    const alike = await this.lint.sameTitles(published.map(({ courseId }) => courseId));
    const findings = published.flatMap((course) => {
      const twin = alike.get(course.courseId);
      return [...lintCourse(course, bundle), ...(twin === undefined ? [] : [sameTitle(course.courseId, twin)])];
    });
    const next = courses.length === limit ? (courses.at(-1)?.courseId ?? null) : null;
    return { courses: published.length, ...counts(findings), findings, next };
  }
}

function counts(findings: readonly LintFinding[]): { errors: number; warnings: number } {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: findings.length - errors };
}

async function* lintLines(lines: AsyncIterable<CatalogueLine>, bundle: BundleProfile): AsyncGenerator<Buffer> {
  const seen = new Map<string, number>();
  const sum = { courses: 0, errors: 0, warnings: 0 };
  for await (const { line, of } of lines) {
    const findings =
      of.kind === 'refused' ? [refusal(of.courseId, of.detail)] : lintCourse(courseOf(of.courseId, of.input), bundle);
    const earlier = of.courseId === null ? undefined : seen.get(of.courseId);
    const all = earlier === undefined ? findings : [...findings, duplicate(of.courseId ?? '', earlier)];
    if (of.courseId !== null) seen.set(of.courseId, line);
    const { errors, warnings } = counts(all);
    sum.courses += 1;
    sum.errors += errors;
    sum.warnings += warnings;
    if (all.length > 0) yield Buffer.from(all.map((finding) => `${JSON.stringify({ line, ...finding })}\n`).join(''));
  }
  yield Buffer.from(`${JSON.stringify({ summary: sum })}\n`);
}

function refusal(courseId: string | null, detail: string): LintFinding {
  return {
    courseId: courseId ?? '',
    severity: 'error',
    field: 'line',
    reason: detail,
    clause: 'catalogue format',
    cure: 'Mend the line; an import would leave it out.',
  };
}

function duplicate(courseId: string, line: number): LintFinding {
  return {
    courseId,
    severity: 'error',
    field: 'courseId',
    reason: `Line ${line} has the same id; of the two the later one would win.`,
    clause: 'rule 66',
    cure: 'Give each course an id of its own.',
  };
}

function sameTitle(courseId: string, twin: string): LintFinding {
  return {
    courseId,
    severity: 'warning',
    field: 'title',
    reason: `Course ${twin} has the same title; an LMS shows the two alike.`,
    clause: 'sheet §6.3',
    cure: 'Tell them apart in the title.',
  };
}
