import { z } from 'zod';

/** A verdict as the API says it; older rows have no ids. */
export const SaidVerdict = z.object({
  cause: z.string(),
  cure: z.string(),
  causeId: z.string().optional(),
  cureId: z.string().optional(),
  values: z.record(z.string(), z.string()).optional(),
});
export type SaidVerdict = z.infer<typeof SaidVerdict>;
