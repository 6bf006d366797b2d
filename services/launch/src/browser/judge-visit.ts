import { fits } from './visitor.js';

/** What is known of the browser that a launch belongs to. */
export interface LaunchBinding {
  /** digest of the cookie that the launch set */
  readonly browserDigest: string | null;
  /** digest of the token that the first page holds; null = no page was shown yet */
  readonly pageDigest: string | null;
}

export interface Proofs {
  /** value of the browser cookie, if one came */
  readonly browser: string | null;
  /** token that the page sent along */
  readonly page: string | null;
}

/** Whether a visit in the middle of a launch comes from the browser that the launch belongs to. */
export type VisitVerdict =
  /** its cookie says so */
  | 'same-browser'
  /** its page token says so: a frame without cookies (design §8) */
  | 'same-page'
  /** nobody has seen the launch yet, and no cookie contradicts: it belongs to this page from now on */
  | 'first-page'
  | 'another-browser';

/** A stolen address is useless elsewhere: whoever comes second must bring the cookie or the page's token. */
export function judgeVisit({ browserDigest, pageDigest }: LaunchBinding, { browser, page }: Proofs): VisitVerdict {
  if (fits(browser, browserDigest)) return 'same-browser';
  if (fits(page, pageDigest)) return 'same-page';
  return pageDigest === null && browser === null ? 'first-page' : 'another-browser';
}
