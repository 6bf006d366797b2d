import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeyRole, TenantId } from '@aicc-bridge/contracts';
import { Allow, CurrentPrincipal, notFound, type Principal } from '@aicc-bridge/platform';
import { z } from 'zod';
import { ApiKeysStore } from './api-keys.store.js';

const NewApiKey = z.object({
  name: z.string().trim().min(1).max(100),
  role: ApiKeyRole,
  /** absent = all organisations */
  tenantId: TenantId.nullable().default(null),
});
type NewApiKey = z.infer<typeof NewApiKey>;

/** Keys for the publisher's own systems: playback services, catalogue, readers. */
@ApiTags('api-keys')
@Controller('api/api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysStore) {}

  @Allow('publisher-admin')
  @Get()
  async list(): Promise<{ apiKeys: unknown }> {
    return { apiKeys: await this.apiKeys.list() };
  }

  /** The key stands in this answer and nowhere else. */
  @Allow('publisher-admin')
  @Post()
  async create(
    @Body({ schema: NewApiKey }) input: NewApiKey,
    @CurrentPrincipal() who: Principal,
  ): Promise<{ apiKeyId: string; key: string }> {
    return this.apiKeys.create(input, who);
  }

  @Allow('publisher-admin')
  @Delete(':apiKeyId')
  @HttpCode(204)
  async revoke(
    @Param('apiKeyId', { schema: z.uuid() }) apiKeyId: string,
    @CurrentPrincipal() who: Principal,
  ): Promise<void> {
    if (!(await this.apiKeys.revoke(apiKeyId, who))) throw notFound(`API key ${apiKeyId}`);
  }
}
