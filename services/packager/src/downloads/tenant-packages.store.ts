import { Injectable } from '@nestjs/common';
import type { TenantState } from '@aicc-bridge/contracts';
import { type LmsProfile, profileOf } from '@aicc-bridge/lms-profiles';
import { notFound, ProblemException } from '@aicc-bridge/platform';
import { DataSource } from 'typeorm';
import { tenants } from '../tenants.consumer.js';
import { bundleOf } from '../lint/lint-course.js';
import type { PackageSettings } from './package-settings.js';

/** Where packages launch; a class, so that Nest can inject it. */
export class PublicAddress {
  constructor(readonly url: string) {}
}

/** What a tenant's packages look like. */
export interface TenantSettings {
  readonly tenant: TenantState;
  readonly launchKey: string;
  readonly profileId: string;
  readonly bundle: LmsProfile['bundle'];
  readonly packages: PackageSettings;
}

/** Tenants, as far as packages are concerned. */
@Injectable()
export class TenantPackages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly address: PublicAddress,
  ) {}

  /** S40, S32: packages only while the integration is enabled. @throws ProblemException */
  async enabled(tenantId: string): Promise<TenantSettings> {
    const settings = await this.known(tenantId);
    if (!settings.tenant.enabled)
      throw new ProblemException({
        status: 409,
        name: 'integration-disabled',
        title: 'The integration is disabled',
        detail: `The AICC integration of ${settings.tenant.name} is disabled, so there are no packages (S40). Enable it in LMS Settings; everything else is kept (S32).`,
        ruleId: 'S40',
      });
    return settings;
  }

  /** @throws ProblemException 404 */
  async known(tenantId: string): Promise<TenantSettings> {
    const tenant = await tenants.get(this.dataSource, tenantId);
    if (tenant === null || tenant.state === 'deleted') throw notFound(`organisation ${tenantId}`);
    const profile = profileOf(tenant.profile.id, tenant.profile.overrides);
    const bundle = profile.kind === 'profile' ? profile.profile.bundle : bundleOf('generic');
    const launchKey = currentKey(tenant);
    const { charset, shape, naming, coursesPerBundle } = bundle;
    const addressStart = `${this.address.url}/aicc/launch/${launchKey}/`;
    return {
      tenant,
      launchKey,
      profileId: tenant.profile.id,
      bundle,
      packages: { addressStart, charset, shape, naming, coursesPerBundle },
    };
  }
}

function currentKey({ launchKeys, tenantId }: TenantState): string {
  const current = launchKeys.find(({ state }) => state === 'current');
  if (!current) throw new Error(`tenant ${tenantId} has no current launch key`);
  return current.key;
}
