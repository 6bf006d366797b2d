import { z } from 'zod';

/** Value of `viewing.rejected.v1`: the original bytes, why, and where they came from; can be replayed. */
export const Rejected = z.object({
  reason: z.string(),
  topic: z.string(),
  /** partition/offset or inbox position */
  position: z.string(),
  key: z.string().nullable(),
  valueBase64: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  rejectedAt: z.iso.datetime(),
});
export type Rejected = z.infer<typeof Rejected>;
