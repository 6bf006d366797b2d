import { z } from 'zod';
import { LmsHost, TenantState } from './tenant-state.js';

/** What an organisation has a host for. People read it; nothing is decided by it. */
export const HostUse = z.enum(['production', 'test']);
export type HostUse = z.infer<typeof HostUse>;

/**
 * A tenant as the settings service keeps it and as the API answers it: its published state, and what only people need.
 * `TenantState.parse` leaves the latter out.
 */
export const TenantSettings = TenantState.extend({
  /** hosts from before the field, and those whose use was not said, are production */
  hosts: z.array(LmsHost.extend({ usedFor: HostUse.default('production') })).max(50),
});
export type TenantSettings = z.infer<typeof TenantSettings>;
