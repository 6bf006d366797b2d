import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { CourseId, TenantId } from '@aicc-bridge/contracts';
import { Allow } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PACKAGE_ROLES } from '../catalogue/catalogue-roles.js';
import { TenantPackages } from '../downloads/tenant-packages.store.js';
import { CoursePackages } from './course-packages.provider.js';
import { sendPackage } from './send-package.js';

/** The package of one course (S8, S47). It moves no date: the library's last download stays what it was. */
@ApiTags('packages')
@Controller('api/packages/tenants/:tenantId')
export class PackagesController {
  constructor(
    private readonly tenants: TenantPackages,
    private readonly packages: CoursePackages,
  ) {}

  @Allow(...PACKAGE_ROLES)
  @Get('courses/:courseId')
  @ApiProduces('application/zip')
  async course(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('courseId', { schema: CourseId }) courseId: CourseId,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const settings = await this.tenants.enabled(tenantId);
    await sendPackage(request, reply, await this.packages.of(courseId, settings.packages));
  }
}
