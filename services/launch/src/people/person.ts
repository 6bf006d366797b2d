import { Role } from '@aicc-bridge/contracts';
import { z } from 'zod';

/** Somebody with an account: a tenant's, or (`tenantId: null`) the publisher's. */
export const Person = z.object({
  personId: z.string(),
  tenantId: z.string().nullable(),
  username: z.string(),
  name: z.string(),
  role: Role,
});
export type Person = z.infer<typeof Person>;
