import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { assertNever, LaunchKey, TenantId, type TenantSettings } from '@aicc-bridge/contracts';
import {
  Allow,
  CurrentPrincipal,
  invalidRequest,
  notFound,
  type Principal,
  ProblemException,
} from '@aicc-bridge/platform';
import {
  changeTenant,
  deleteTenant,
  ReplaceHosts,
  replaceHosts,
  revokeLaunchKey,
  rotateLaunchKey,
  TenantChange,
  TenantInput,
} from './change-tenant.js';
import { type Stored, TenantsStore } from './tenants.store.js';

const ADMINS = ['publisher-admin', 'tenant-admin'] as const;
const READERS = [...ADMINS, 'publisher-support', 'tenant-viewer', 'reader'] as const;

/** LMS Settings: hosts, profile, enable and disable, launch keys. */
@ApiTags('tenants')
@Controller('api/tenants')
export class TenantsController {
  constructor(private readonly tenants: TenantsStore) {}

  @Allow(...READERS)
  @Get()
  async list(@CurrentPrincipal() { tenantId }: Principal): Promise<{ tenants: readonly TenantSettings[] }> {
    return { tenants: await this.tenants.list(tenantId) };
  }

  @Allow('publisher-admin')
  @Post()
  async create(
    @Body({ schema: TenantInput }) input: TenantInput,
    @CurrentPrincipal() who: Principal,
  ): Promise<TenantSettings> {
    const created = await this.tenants.create(input, who);
    if ('kind' in created) throw nameTaken();
    return created;
  }

  @Allow(...READERS)
  @Get(':tenantId')
  async one(@Param('tenantId', { schema: TenantId }) tenantId: TenantId): Promise<TenantSettings> {
    const tenant = await this.tenants.one(tenantId);
    if (tenant === null) throw notFound(`organisation ${tenantId}`);
    return tenant;
  }

  @Allow(...ADMINS)
  @Patch(':tenantId')
  async change(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: TenantChange }) change: TenantChange,
    @CurrentPrincipal() who: Principal,
  ): Promise<TenantSettings> {
    return answer(
      tenantId,
      await this.tenants.change(tenantId, who, 'tenant.changed', (tenant) => changeTenant(tenant, change)),
    );
  }

  @Allow(...ADMINS)
  @Put(':tenantId/hosts')
  async hosts(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: ReplaceHosts }) hosts: ReplaceHosts,
    @CurrentPrincipal() who: Principal,
  ): Promise<TenantSettings> {
    return answer(
      tenantId,
      await this.tenants.change(tenantId, who, 'hosts.replaced', (tenant) => replaceHosts(tenant, hosts)),
    );
  }

  @Allow(...ADMINS)
  @Post(':tenantId/launch-keys')
  async rotate(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @CurrentPrincipal() who: Principal,
  ): Promise<TenantSettings> {
    const key = this.tenants.newLaunchKey();
    return answer(
      tenantId,
      await this.tenants.change(tenantId, who, 'launch-key.made', (tenant) => ({
        kind: 'changed',
        tenant: rotateLaunchKey(tenant, key),
      })),
    );
  }

  @Allow(...ADMINS)
  @Delete(':tenantId/launch-keys/:key')
  async revoke(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('key', { schema: LaunchKey }) key: LaunchKey,
    @CurrentPrincipal() who: Principal,
  ): Promise<TenantSettings> {
    return answer(
      tenantId,
      await this.tenants.change(tenantId, who, 'launch-key.revoked', (tenant) => revokeLaunchKey(tenant, key)),
    );
  }

  @Allow('publisher-admin')
  @Delete(':tenantId')
  @HttpCode(204)
  async remove(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @CurrentPrincipal() who: Principal,
  ): Promise<void> {
    answer(
      tenantId,
      await this.tenants.change(tenantId, who, 'tenant.deleted', (tenant) => ({
        kind: 'changed',
        tenant: deleteTenant(tenant),
      })),
    );
  }
}

function answer(tenantId: string, stored: Stored): TenantSettings {
  switch (stored.kind) {
    case 'changed':
      return stored.tenant;
    case 'refused':
      throw invalidRequest([{ pointer: stored.pointer, detail: stored.detail }]);
    case 'unknown':
      throw notFound(`organisation ${tenantId}`);
    case 'name-taken':
      throw nameTaken();
    default:
      return assertNever(stored);
  }
}

function nameTaken(): ProblemException {
  return new ProblemException({
    status: 409,
    name: 'name-taken',
    title: 'The name is taken',
    detail: 'Another organisation has this name. Choose another one.',
  });
}
