import { z } from 'zod';

/** What one make of LMS wants on the wire (design §7). */
export const WireProfile = z.object({
  /** what goes out as score: the percent, nothing until completion, or never anything */
  score: z.enum(['percent', 'on-completion', 'none']),
  completionWord: z.enum(['completed', 'passed']),
  /** final-only: `00:00:00` but in the last PutParam */
  timeMode: z.enum(['final-only', 'cumulative', 'increments']),
  /** time of a repeated final PutParam: the same again, or zero for LMSs that add every value */
  timeRetry: z.enum(['same', 'zero']),
  /** one GetParam after the completion's error=0, to see whether it was stored */
  readBack: z.boolean(),
  exitSuffix: z.enum(['none', 'suspend']),
  minIntervalSeconds: z.int().min(0).max(3_600),
  gapBetweenRequestsMs: z.int().min(0).max(60_000),
  keepAliveMinutes: z.int().min(1).max(60),
  /** presumed life of a silent session */
  idleLimitMinutes: z.int().min(5).max(1_440),
  closeAfterCompletion: z.boolean(),
  reviewRule: z.enum(['hold']),
  notFoundMeaning: z.enum(['ambiguous', 'session-over']),
  charset: z.enum(['ascii', 'utf-8']),
});
export type WireProfile = z.infer<typeof WireProfile>;

/** What one make of LMS wants in downloads (design §9). */
export const BundleProfile = z.object({
  coursesPerBundle: z.int().min(1).max(100_000),
  charset: z.enum(['ascii', 'utf-8']),
  shape: z.enum(['zip-of-course-zips']),
});
export type BundleProfile = z.infer<typeof BundleProfile>;

export interface LmsProfile {
  readonly id: string;
  readonly name: string;
  readonly wire: WireProfile;
  readonly bundle: BundleProfile;
}
