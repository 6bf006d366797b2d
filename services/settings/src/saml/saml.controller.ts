import { Body, Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { assertNever, SamlConnection, TenantId, type TenantSettings } from '@aicc-bridge/contracts';
import { Allow, CurrentPrincipal, invalidRequest, notFound, type Principal } from '@aicc-bridge/platform';
import { z } from 'zod';
import { changeSaml } from '../tenants/change-tenant.js';
import { type Stored, TenantsStore } from '../tenants/tenants.store.js';
import { FetchMetadata } from './fetch-metadata.provider.js';
import { readIdpMetadata } from './read-idp-metadata.js';

const Given = SamlConnection.pick({
  label: true,
  idpInitiated: true,
  signRequests: true,
  nameAttribute: true,
  usernameAttribute: true,
})
  .extend({
    /** the provider's metadata as a file's text, or where they are */
    metadataXml: z.string().max(500_000).optional(),
    metadataUrl: z.string().max(2_000).optional(),
  })
  .refine(({ metadataXml, metadataUrl }) => (metadataXml === undefined) !== (metadataUrl === undefined), {
    path: ['metadataXml'],
    error: 'give either metadataXml or metadataUrl',
  });
type Given = z.infer<typeof Given>;

/** Single sign-on of an organisation: its identity provider by file or by address. */
@ApiTags('tenants')
@Controller('api/tenants/:tenantId/saml')
export class SamlSettingsController {
  constructor(
    private readonly tenants: TenantsStore,
    private readonly fetchMetadata: FetchMetadata,
  ) {}

  @Allow('publisher-admin', 'tenant-admin')
  @Put()
  async connect(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: Given }) given: Given,
    @CurrentPrincipal() who: Principal,
  ): Promise<TenantSettings> {
    const { metadataXml, metadataUrl, ...choices } = given;
    const read = readIdpMetadata(metadataXml ?? (await this.fetched(metadataUrl ?? '')));
    if (read.kind === 'refused')
      throw invalidRequest([
        { pointer: metadataXml === undefined ? '#/metadataUrl' : '#/metadataXml', detail: read.detail },
      ]);
    const connection = SamlConnection.safeParse({ ...choices, ...read.facts });
    if (!connection.success)
      throw invalidRequest(
        connection.error.issues.map(({ path, message }) => ({ pointer: `#/${path.join('/')}`, detail: message })),
      );
    return answer(
      tenantId,
      await this.tenants.change(tenantId, who, 'saml.connected', (tenant) => changeSaml(tenant, connection.data)),
    );
  }

  /** People of the organisation then sign in with user name and password only. */
  @Allow('publisher-admin', 'tenant-admin')
  @Delete()
  async disconnect(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @CurrentPrincipal() who: Principal,
  ): Promise<TenantSettings> {
    return answer(
      tenantId,
      await this.tenants.change(tenantId, who, 'saml.disconnected', (tenant) => changeSaml(tenant, null)),
    );
  }

  private async fetched(address: string): Promise<string> {
    const fetched = await this.fetchMetadata.fetch(address);
    if (fetched.kind === 'text') return fetched.text;
    throw invalidRequest([{ pointer: '#/metadataUrl', detail: fetched.detail }]);
  }
}

function answer(tenantId: string, stored: Stored): TenantSettings {
  switch (stored.kind) {
    case 'changed':
      return stored.tenant;
    case 'unknown':
      throw notFound(`organisation ${tenantId}`);
    case 'refused':
      throw invalidRequest([{ pointer: stored.pointer, detail: stored.detail }]);
    case 'name-taken':
      throw new Error('A change of the single sign-on cannot meet a taken name');
    default:
      return assertNever(stored);
  }
}
