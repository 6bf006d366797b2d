import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { CourseId, type CourseState, TenantId, type TenantState } from '@aicc-bridge/contracts';
import { profileOf } from '@aicc-bridge/lms-profiles';
import { Allow, Clock, notFound, ProblemException } from '@aicc-bridge/platform';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { CatalogueStore } from '../catalogue/catalogue.store.js';
import { tenants } from '../tenants.consumer.js';
import { type PackageSettings, Zips } from './zip.provider.js';

/** Where packages launch; a class, so that Nest can inject it. */
export class PublicAddress {
  constructor(readonly url: string) {}
}

const ROLES = ['publisher-admin', 'publisher-support', 'tenant-admin'] as const;
const PAGE = 500;

/** Downloads for a tenant's LMS: its own launch key is in every address. */
@ApiTags('packages')
@Controller('api/packages/tenants/:tenantId')
export class PackagesController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly catalogue: CatalogueStore,
    private readonly zips: Zips,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
  ) {}

  @Allow(...ROLES)
  @Get('courses/:courseId')
  @ApiProduces('application/zip')
  async course(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const settings = await this.settingsOf(tenantId);
    const course = await this.catalogue.one(courseId);
    if (course === null || course.state !== 'published') throw notFound(`published course ${courseId}`);
    const { name, bytes, sha256 } = await this.zips.course(course, settings);
    await this.attach(reply, name).header('etag', `"${sha256}"`).header('content-length', bytes.length).send(bytes);
  }

  @Allow(...ROLES)
  @Get('library')
  @ApiProduces('application/zip')
  async library(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const settings = await this.settingsOf(tenantId);
    const name = `aicc-packages-${this.clock.now().toISOString().slice(0, 10)}.zip`;
    await this.attach(reply, name).send(this.zips.library(this.published(), settings));
  }

  private attach(reply: FastifyReply, name: string): FastifyReply {
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff');
  }

  private async *published(): AsyncGenerator<CourseState> {
    for (let after: string | null = null; ;) {
      const page: readonly CourseState[] = await this.catalogue.list(after, null, PAGE);
      for (const course of page) if (course.state === 'published') yield course;
      const last = page.at(-1);
      if (page.length < PAGE || last === undefined) return;
      after = last.courseId;
    }
  }

  /** S40: only while the integration is enabled. */
  private async settingsOf(tenantId: string): Promise<PackageSettings> {
    const tenant = await tenants.get(this.dataSource, tenantId);
    if (tenant === null || tenant.state === 'deleted') throw notFound(`organisation ${tenantId}`);
    if (!tenant.enabled)
      throw new ProblemException({
        status: 409,
        name: 'integration-disabled',
        title: 'The integration is disabled',
        detail: 'Enable the AICC integration first; packages can be downloaded then (S40).',
        ruleId: 'S40',
      });
    const profile = profileOf(tenant.profile.id, tenant.profile.overrides);
    return {
      launchAddressOf: (courseId) => `${this.address.url}/aicc/launch/${currentKey(tenant)}/${courseId}`,
      charset: profile.kind === 'profile' ? profile.profile.bundle.charset : 'ascii',
    };
  }
}

function currentKey({ launchKeys, tenantId }: TenantState): string {
  const current = launchKeys.find(({ state }) => state === 'current');
  if (!current) throw new Error(`tenant ${tenantId} has no current launch key`);
  return current.key;
}
