import { readHostName } from '@aicc-bridge/aicc';
import { FrameOrigin, HostUse, ReportingMode, type SamlConnection, TenantSettings } from '@aicc-bridge/contracts';
import { profileOf } from '@aicc-bridge/lms-profiles';
import { z } from 'zod';

/** What an admin types for one host. */
export const HostInput = z.object({
  /** host name, perhaps with a port: `lms.example.org` or `lms.example.org:8443` */
  host: z.string().max(300),
  http: z.boolean().default(false),
  pathPrefix: z
    .string()
    .regex(/^\/[^\s?#]*$/, { error: 'must begin with "/" and hold no blank, "?" or "#"' })
    .max(200)
    .optional(),
  /** shown beside the host, and nothing else */
  usedFor: HostUse.default('production'),
});
export const ReplaceHosts = z.object({ hosts: z.array(HostInput).max(50) });
export type ReplaceHosts = z.infer<typeof ReplaceHosts>;

export const TenantInput = z.object({ name: z.string().trim().min(1).max(200) });
export type TenantInput = z.infer<typeof TenantInput>;

export const TenantChange = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  enabled: z.boolean().optional(),
  frameHosts: z.array(FrameOrigin).max(50).optional(),
  profile: z.strictObject({ id: z.string(), overrides: z.record(z.string(), z.unknown()).default({}) }).optional(),
  reportingMode: ReportingMode.optional(),
  reportMobile: z.boolean().optional(),
  joinWithoutLaunchId: z.boolean().optional(),
  afterCompletion: z.enum(['new-attempt', 'send-again']).optional(),
});
export type TenantChange = z.infer<typeof TenantChange>;

export type Changed =
  | { readonly kind: 'changed'; readonly tenant: TenantSettings }
  | { readonly kind: 'refused'; readonly pointer: string; readonly detail: string };

/** A new tenant: disabled, no hosts, one current launch key. */
export function newTenant(tenantId: string, { name }: TenantInput, launchKey: string): TenantSettings {
  return TenantSettings.parse({
    tenantId,
    aggregateVersion: 1,
    state: 'active',
    name,
    enabled: false,
    hosts: [],
    frameHosts: [],
    profile: { id: 'generic', overrides: {} },
    reportingMode: 'send',
    reportMobile: false,
    joinWithoutLaunchId: false,
    afterCompletion: 'new-attempt',
    launchKeys: [{ key: launchKey, state: 'current' }],
  });
}

export function changeTenant(tenant: TenantSettings, change: TenantChange): Changed {
  const { profile } = change;
  const known = profile ? profileOf(profile.id, profile.overrides) : null;
  if (known !== null && known.kind !== 'profile')
    return {
      kind: 'refused',
      pointer: known.kind === 'unknown-profile' ? '#/profile/id' : '#/profile/overrides',
      detail: known.detail,
    };
  if (change.enabled === true && tenant.hosts.length === 0)
    return {
      kind: 'refused',
      pointer: '#/enabled',
      detail: 'Give the host name of the LMS first (S28), then enable the integration.',
    };
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { kind: 'changed', tenant: raised({ ...tenant, ...given }) };
}

/** S28: a name and perhaps a port; https is port 443, plain http (by consent) 80, unless said otherwise. */
export function replaceHosts(tenant: TenantSettings, { hosts }: ReplaceHosts): Changed {
  const list: TenantSettings['hosts'] = [];
  for (const [index, { host, http, pathPrefix, usedFor }] of hosts.entries()) {
    const read = readHostName(host);
    if (read.kind === 'not-a-host-name')
      return { kind: 'refused', pointer: `#/hosts/${index}/host`, detail: `${read.why}. ${read.cure} (S28)` };
    const port = read.port ?? (http ? 80 : 443);
    if (list.some(({ name, port: known }) => name === read.name && known === port))
      return {
        kind: 'refused',
        pointer: `#/hosts/${index}/host`,
        detail: `${read.name}:${port} is on the list already. Leave it out.`,
      };
    list.push({ name: read.name, port, http, usedFor, ...(pathPrefix === undefined ? {} : { pathPrefix }) });
  }
  if (tenant.enabled && list.length === 0)
    return {
      kind: 'refused',
      pointer: '#/hosts',
      detail: 'An enabled integration needs at least one host name. Disable it first, or give another host.',
    };
  return { kind: 'changed', tenant: raised({ ...tenant, hosts: list }) };
}

/** A new current key; the old one stays accepted until it is revoked (design §8). */
export function rotateLaunchKey(tenant: TenantSettings, key: string): TenantSettings {
  const older = tenant.launchKeys.map((known) =>
    known.state === 'current' ? { ...known, state: 'accepted' as const } : known,
  );
  return raised(TenantSettings.parse({ ...tenant, launchKeys: [{ key, state: 'current' }, ...older] }));
}

export function revokeLaunchKey(tenant: TenantSettings, key: string): Changed {
  const known = tenant.launchKeys.find((candidate) => candidate.key === key);
  if (!known || known.state === 'revoked')
    return { kind: 'refused', pointer: 'key', detail: 'This launch key is not known, or revoked already.' };
  if (known.state === 'current')
    return {
      kind: 'refused',
      pointer: 'key',
      detail: 'This is the current key. Make a new one first; packages made with it go on working until you revoke it.',
    };
  return {
    kind: 'changed',
    tenant: raised({
      ...tenant,
      launchKeys: tenant.launchKeys.map((candidate) =>
        candidate.key === key ? { ...candidate, state: 'revoked' as const } : candidate,
      ),
    }),
  };
}

/** The organisation's identity provider; null = user name and password only. */
export function changeSaml(tenant: TenantSettings, saml: SamlConnection | null): Changed {
  return { kind: 'changed', tenant: raised({ ...tenant, saml }) };
}

export function deleteTenant(tenant: TenantSettings): TenantSettings {
  return raised({ ...tenant, state: 'deleted', enabled: false });
}

function raised(tenant: TenantSettings): TenantSettings {
  return { ...tenant, aggregateVersion: tenant.aggregateVersion + 1 };
}
