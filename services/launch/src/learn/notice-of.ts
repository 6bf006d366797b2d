import type { SignInNotice } from './sign-in.page.js';

/** A failed sign-in, in the shape that `PasswordSignIn` gives. */
export type FailedSignIn =
  | { readonly kind: 'no-match'; readonly triesLeft: number }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'code-needed' }
  | { readonly kind: 'code-wrong'; readonly triesLeft: number };

/** What the page says about a failed sign-in. */
export function noticeOf(result: FailedSignIn): SignInNotice {
  if (result.kind === 'code-needed') return { kind: 'code-needed', wrong: false };
  return result.kind === 'code-wrong' ? { kind: 'code-needed', wrong: true } : result;
}
