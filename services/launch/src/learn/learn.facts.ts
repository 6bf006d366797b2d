import { z } from 'zod';

/** What the code of "open in a new window" stands for. */
export const Handover = z.object({ handle: z.string() });
export type Handover = z.infer<typeof Handover>;

/** What the code of a sign-in by SAML stands for, until the launch's page has it. */
export const SignedIn = z.object({
  personId: z.string(),
  /** null = a sign-in without a launch: the console's */
  handle: z.string().nullable(),
  /** of the cookie that the sign-in began with */
  browserDigest: z.string().nullable(),
  /** it ran in a window beside the launch's page */
  popup: z.boolean(),
});
export type SignedIn = z.infer<typeof SignedIn>;
