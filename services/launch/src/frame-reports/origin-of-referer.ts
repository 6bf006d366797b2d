import { FrameOrigin } from '@aicc-bridge/contracts';

/**
 * The origin of the page that a launch came from, or null if the browser does not say. Path and query are dropped here: an LMS's own
 * addresses can hold names and sessions. Never throws.
 */
export function originOfReferer(referer: string | undefined): string | null {
  if (referer === undefined || !URL.canParse(referer)) return null;
  const origin = FrameOrigin.safeParse(new URL(referer).origin);
  return origin.success ? origin.data : null;
}
