import { z } from 'zod';

/** What one make of LMS wants on the wire (design §7). Messages are always ASCII (rule 17); the charset is a matter of bundles. */
export const WireProfile = z.object({
  /** what goes out as score: the percent, nothing until completion, or never anything */
  score: z.enum(['percent', 'on-completion', 'none']),
  completionWord: z.enum(['completed', 'passed']),
  /**
   * final-only: `00:00:00` but in the last PutParam. cumulative: the session's time so far in each. increments: in each the seconds
   * since the one before, for LMSs that add every value and lose the last message
   */
  timeMode: z.enum(['final-only', 'cumulative', 'increments']),
  /** time of a repeated final PutParam: the same again, or zero for LMSs that add every value */
  timeRetry: z.enum(['same', 'zero']),
  /** one GetParam after the completion's error=0, to see whether it was stored */
  readBack: z.boolean(),
  /** suspend: the last status of a learner who is not done carries `, suspend` */
  exitSuffix: z.enum(['none', 'suspend']),
  /** least time between two PutParams of ordinary progress */
  minIntervalSeconds: z.int().min(0).max(3_600),
  /** least time between an answer and the next request of the session, whatever it is */
  gapBetweenRequestsMs: z.int().min(0).max(60_000),
  /** with the learner present the same state goes again after this silence */
  keepAliveMinutes: z.int().min(1).max(60),
  /** presumed life of a silent session; we close it before half of that */
  idleLimitMinutes: z.int().min(5).max(1_440),
  /** final PutParam and ExitAU as soon as the completion is acknowledged, for LMSs that commit at ExitAU */
  closeAfterCompletion: z.boolean(),
  /** hold: GetParam tells review mode, nothing else is sent. refusal-means-review: the LMS refuses even that GetParam */
  reviewRule: z.enum(['hold', 'refusal-means-review']),
  /** ambiguous: a 404 is asked again twice. session-over: it is believed at once */
  notFoundMeaning: z.enum(['ambiguous', 'session-over']),
});
export type WireProfile = z.infer<typeof WireProfile>;

/** What one make of LMS wants in downloads (design §9). */
export const BundleProfile = z.object({
  /** how many courses its importer takes at once */
  coursesPerBundle: z.int().min(1).max(100_000),
  charset: z.enum(['ascii', 'utf-8']),
  /**
   * zip-of-course-zips: one package per course, many of them in one file. courses-in-one-zip: the files of several courses side by
   * side in one package, only for an importer that wants it so (Moodle would make one activity of them)
   */
  shape: z.enum(['zip-of-course-zips', 'courses-in-one-zip']),
  /** of the package of one course: `ladders.zip`, or `ladders.ladder-safety-basics.zip` for people who pick by hand */
  naming: z.enum(['course-id', 'course-id-and-title']),
  masteryScore: z.enum(['left-out']),
  units: z.enum(['single-au']),
});
export type BundleProfile = z.infer<typeof BundleProfile>;

export interface LmsProfile {
  readonly id: string;
  readonly name: string;
  /** what is known of it and what is not, for admins who choose */
  readonly note: string;
  readonly wire: WireProfile;
  readonly bundle: BundleProfile;
}
