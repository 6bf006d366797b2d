import type { Device } from '@aicc-bridge/contracts';
import Bowser from 'bowser';

/**
 * Whether a browser sits on a phone or tablet (S53): client hints first, then the user agent by a maintained library. An iPad that asks
 * for desktop sites says that it is a Mac; nothing in the request tells it apart.
 */
export function deviceOf(userAgent: string | undefined, mobileHint: string | undefined): Device {
  if (mobileHint === '?1') return 'mobile';
  if (userAgent === undefined || userAgent === '') return 'desktop';
  const platform = Bowser.getParser(userAgent.slice(0, 1_000)).getPlatformType(true);
  return platform === 'mobile' || platform === 'tablet' ? 'mobile' : 'desktop';
}

/** The same from a request's headers. */
export function deviceOfRequest(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Device {
  const text = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return deviceOf(text('user-agent'), text('sec-ch-ua-mobile'));
}
