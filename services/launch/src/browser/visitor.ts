import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type CookieName, type Place, readCookie } from './cookies.js';

/** The parts of a request that say which browser it comes from. */
export interface VisitorRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly protocol: string;
  readonly host: string;
  readonly ip: string;
}

/** Whether the request was sent by a page of ours. */
export type Sender = 'own-page' | 'no-browser' | 'another-page';

/** The browser behind a request, as far as it can be known. */
export class Visitor {
  readonly place: Place;

  constructor(private readonly request: VisitorRequest) {
    this.place = {
      secure: request.protocol === 'https',
      destination: destinationOf(header(request, 'sec-fetch-dest')),
    };
  }

  get address(): string {
    return this.request.ip;
  }

  get origin(): string {
    return `${this.request.protocol}://${this.request.host}`;
  }

  cookie(name: CookieName): string | null {
    return readCookie(header(this.request, 'cookie'), name, this.place);
  }

  /**
   * Who sent a request that changes state. Browsers always name the page in `Origin` on a POST; whoever has no browser cannot be
   * tricked into sending one. `null` (a sandboxed frame, a page that hides itself) is another page.
   */
  sender(): Sender {
    const origin = header(this.request, 'origin');
    if (origin === undefined)
      return header(this.request, 'sec-fetch-site') === undefined ? 'no-browser' : this.bySite();
    return origin.toLowerCase() === this.origin.toLowerCase() ? 'own-page' : 'another-page';
  }

  private bySite(): Sender {
    return header(this.request, 'sec-fetch-site') === 'same-origin' ? 'own-page' : 'another-page';
  }
}

function destinationOf(value: string | undefined): Place['destination'] {
  if (value === 'iframe' || value === 'frame') return 'frame';
  return value === 'document' ? 'top' : 'unknown';
}

function header(request: VisitorRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** A secret that a browser or a page holds: 192 random bits. */
export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** What is stored of a secret. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Compares a secret with a stored digest in constant time. */
export function fits(secret: string | null, digest: string | null): boolean {
  if (secret === null || digest === null) return false;
  const given = Buffer.from(digestOf(secret));
  const known = Buffer.from(digest);
  return given.length === known.length && timingSafeEqual(given, known);
}
