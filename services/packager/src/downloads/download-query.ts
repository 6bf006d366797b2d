import { z } from 'zod';

/** Which packages, as a person asks for them. */
export const DownloadQuery = z.object({
  /** `new`: what came since an earlier download (S36, S37) */
  courses: z.enum(['all', 'new']).default('all'),
  /** with `new`: `last`, or the id of any download of the history */
  since: z.union([z.literal('last'), z.uuid()]).default('last'),
  /** with `new`: also the packages of courses that were there and have changed */
  changed: z.enum(['leave-out', 'include']).default('leave-out'),
  /** instead of the library: what a search finds */
  q: z.string().max(200).optional(),
  topic: z.string().max(100).optional(),
  language: z.string().max(35).optional(),
  kind: z.enum(['course', 'video']).optional(),
  /** 1, 2 …: only this file of several, as large as the LMS takes them at once */
  part: z.coerce.number().int().min(1).max(100_000).optional(),
  /** S11: there is nothing but AICC */
  standard: z
    .enum(['aicc'], { error: 'must be "aicc": packages come in AICC 4.0 only, SCORM is not offered (S11, S13)' })
    .default('aicc'),
});
export type DownloadQuery = z.infer<typeof DownloadQuery>;
