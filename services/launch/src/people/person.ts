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

/** As lists show it: whether the account may sign in, and how. */
export const ListedPerson = Person.extend({
  disabled: z.boolean(),
  /** `invited`: has neither a password yet nor single sign-on */
  signsInBy: z.enum(['password', 'sso', 'invited']),
});
export type ListedPerson = z.infer<typeof ListedPerson>;
