import Bowser from 'bowser';

/** Whether a browser sits on a phone or tablet (S53): client hints first, then the user agent by a maintained library. */
export function deviceOf(userAgent: string | undefined, mobileHint: string | undefined): 'desktop' | 'mobile' {
  if (mobileHint === '?1') return 'mobile';
  if (userAgent === undefined || userAgent === '') return 'desktop';
  const platform = Bowser.getParser(userAgent).getPlatformType(true);
  return platform === 'mobile' || platform === 'tablet' ? 'mobile' : 'desktop';
}
