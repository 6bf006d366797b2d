import { Injectable } from '@nestjs/common';
import { type PendingLaunch, PendingLaunches } from '../aicc-launch/pending.store.js';
import { judgeVisit } from '../browser/judge-visit.js';
import { newSecret, type Visitor } from '../browser/visitor.js';
import type { Person } from '../people/person.js';
import { type SessionClaims, Tokens } from '../tokens/tokens.provider.js';

/** A visit in the middle of a launch. */
export type Visit =
  | { readonly kind: 'over' }
  /** another browser than the launch's, or a reload in a frame, whose token the page's history still has */
  | { readonly kind: 'elsewhere' }
  | {
      readonly kind: 'here';
      readonly pending: PendingLaunch;
      /** what the page must hold, or null if the browser's cookie is enough */
      readonly page: string | null;
    };

/** Binds the launch context to the browser that it came from (design §8, frames). */
@Injectable()
export class Visits {
  constructor(
    private readonly pending: PendingLaunches,
    private readonly tokens: Tokens,
  ) {}

  /** @param page the token that the page has sent along, if any */
  async visit(handle: string, visitor: Visitor, page: string | null): Promise<Visit> {
    const pending = await this.pending.find(handle);
    if (pending === null) return { kind: 'over' };
    const binding = { browserDigest: pending.browser_digest, pageDigest: pending.page_digest };
    const verdict = judgeVisit(binding, { browser: visitor.cookie('browser'), page });
    if (verdict === 'another-browser') return { kind: 'elsewhere' };
    if (verdict === 'same-page') return { kind: 'here', pending, page };
    // The cookie's browser takes the page's place too: from now on nobody without either of them gets in.
    const made = newSecret();
    const claimed = pending.page_digest === null && (await this.pending.claim(pending, made));
    if (claimed) return { kind: 'here', pending, page: made };
    return verdict === 'same-browser' ? { kind: 'here', pending, page: null } : { kind: 'elsewhere' };
  }

  /** The learner's session that this browser's cookie tells of, or null; it may be over. */
  async session(visitor: Visitor): Promise<SessionClaims | null> {
    const cookie = visitor.cookie('learner');
    return cookie === null ? null : this.tokens.sessionClaims(cookie, 'learner');
  }

  /** Who is signed in as a learner in this browser, or null. */
  async learner(visitor: Visitor): Promise<{ person: Person; sessionId: string } | null> {
    const cookie = visitor.cookie('learner');
    return cookie === null ? null : this.tokens.verifySession(cookie, 'learner');
  }
}
