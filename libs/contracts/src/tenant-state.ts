import { z } from 'zod';
import { LaunchKey, TenantId } from './ids.js';
import { SamlConnection } from './saml-connection.js';

/** A host that HACP messages may go to; name and port are compared exactly (S29, rule 70). */
export const LmsHost = z.object({
  /** lower-case, IDNA-normalised, no trailing dot */
  name: z.string().min(1).max(253),
  port: z.int().min(1).max(65535),
  /** plain http allowed for this host by the tenant's consent */
  http: z.boolean(),
  /** if set, the path of aicc_url must begin with it */
  pathPrefix: z.string().startsWith('/').max(200).optional(),
});
export type LmsHost = z.infer<typeof LmsHost>;

export const ReportingMode = z.enum(['send', 'preview', 'paused']);
export type ReportingMode = z.infer<typeof ReportingMode>;

export const LaunchKeyState = z.enum(['current', 'accepted', 'revoked']);

/** Value of `settings.tenants.v1`: all that the other services need to know of a tenant. No secret in clear. */
export const TenantState = z.object({
  tenantId: TenantId,
  aggregateVersion: z.int().min(1),
  state: z.enum(['active', 'deleted']),
  name: z.string().min(1).max(200),
  /** the AICC integration is switched on (S25, S32) */
  enabled: z.boolean(),
  hosts: z.array(LmsHost).max(50),
  /** origins that may frame the player, e.g. `https://lms.example.org` */
  frameHosts: z.array(z.string().max(300)).max(50),
  profile: z.object({ id: z.string().min(1).max(50), overrides: z.record(z.string(), z.unknown()) }),
  reportingMode: ReportingMode,
  /** report what is watched on phones and tablets (S53; default off) */
  reportMobile: z.boolean(),
  /** viewing events without launchId count for the learner's open launch (default off: S50) */
  joinWithoutLaunchId: z.boolean(),
  /** what an LMS's `not attempted` after an acknowledged completion means (design §6) */
  afterCompletion: z.enum(['new-attempt', 'send-again']),
  launchKeys: z.array(z.object({ key: LaunchKey, state: LaunchKeyState })).max(100),
  /** sign-in by the organisation's own identity provider; absent or null = user name and password only (S16, S17) */
  saml: SamlConnection.nullable().optional(),
});
export type TenantState = z.infer<typeof TenantState>;
