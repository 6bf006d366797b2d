/** Where a cookie has to work: it decides its name and its attributes. */
export interface Place {
  /** the visitor came over https (or the proxy before us says so) */
  readonly secure: boolean;
  /** what the browser loads the page for, if it says so (Fetch metadata) */
  readonly destination: 'frame' | 'top' | 'unknown';
}

export type CookieName = 'browser' | 'learner' | 'console' | 'device' | 'saml';

const PATH = 'Path=/; HttpOnly';

/** `__Host-` only over https: browsers refuse the prefix without Secure. */
export function cookieName(name: CookieName, { secure }: Pick<Place, 'secure'>): string {
  return secure ? `__Host-aicc_${name}` : `aicc_${name}`;
}

/**
 * A Set-Cookie value. Over https inside a frame (or when the browser does not say): `SameSite=None; Partitioned`, so that it lives in
 * this LMS's frame only and needs no third-party cookies. In a window of its own: `Lax`. The console's cookie is always `Strict`.
 *
 * @param maxAgeSeconds null = until the browser is closed; 0 = delete it
 */
export function setCookie(name: CookieName, value: string, place: Place, maxAgeSeconds: number | null): string {
  const age = maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`;
  return `${cookieName(name, place)}=${value}; ${PATH}${age}${site(name, place)}`;
}

function site(name: CookieName, { secure, destination }: Place): string {
  if (name === 'console') return `; SameSite=Strict${secure ? '; Secure' : ''}`;
  if (!secure) return '; SameSite=Lax';
  return destination === 'top' ? '; SameSite=Lax; Secure' : '; SameSite=None; Secure; Partitioned';
}

/** Our cookie's value out of a Cookie header, or null. With two of one name the first one counts, as browsers send it. */
export function readCookie(header: string | undefined, name: CookieName, place: Pick<Place, 'secure'>): string | null {
  const wanted = `${cookieName(name, place)}=`;
  for (const part of (header ?? '').split(';')) {
    const text = part.trim();
    if (text.startsWith(wanted)) return /^[\w.~-]{1,4096}$/.exec(text.slice(wanted.length))?.[0] ?? null;
  }
  return null;
}
