import { Injectable } from '@nestjs/common';
import { Log } from '@aicc-bridge/platform';
import { LaunchesStore } from '../aicc-launch/launches.store.js';
import type { ArrivedLaunch, PendingLaunch } from '../aicc-launch/pending.store.js';
import { setCookie } from '../browser/cookies.js';
import type { Visitor } from '../browser/visitor.js';
import { badgeOf } from '../outcomes/badge-of.js';
import { BadgeFacts } from '../outcomes/badge-facts.store.js';
import type { Person } from '../people/person.js';
import { ReadModels } from '../read-models.store.js';
import { PasswordSignIn } from '../sign-in/sign-in.provider.js';
import { SESSION_SECONDS, SessionsStore } from '../tokens/sessions.store.js';
import { type SessionClaims, Tokens } from '../tokens/tokens.provider.js';
import { playerPage } from './player.page.js';

const DEVICE_SECONDS = 180 * 86_400;

/** What happens once it is known who the learner is: session, launch, player. */
@Injectable()
export class Opening {
  constructor(
    private readonly launches: LaunchesStore,
    private readonly readModels: ReadModels,
    private readonly sessions: SessionsStore,
    private readonly tokens: Tokens,
    private readonly signIn: PasswordSignIn,
    private readonly badges: BadgeFacts,
    private readonly log: Log,
  ) {}

  /** A new session for this browser; the old one of the same browser ends. Answers its Set-Cookie values. */
  async session(person: Person, visitor: Visitor, previous: string | null): Promise<readonly string[]> {
    if (previous !== null) await this.sessions.revoke(previous);
    const sessionId = await this.sessions.begin(person.personId, 'learner');
    const session = await this.tokens.session(person.personId, 'learner', sessionId);
    return [
      setCookie('learner', session, visitor.place, SESSION_SECONDS),
      setCookie('device', await this.signIn.deviceToken(person), visitor.place, DEVICE_SECONDS),
    ];
  }

  async open(pending: PendingLaunch, person: Person): Promise<string> {
    const launchId = await this.launches.open(pending, person.personId);
    this.opened(launchId, pending);
    return launchId;
  }

  /** Null if the session is over, or not of this tenant. */
  async openWithin(session: SessionClaims, pending: ArrivedLaunch): Promise<string | null> {
    const launchId = await this.launches.openWithin(session, pending);
    if (launchId !== null) this.opened(launchId, pending);
    return launchId;
  }

  /**
   * The player of an opened launch, or null if the course is gone.
   *
   * @param back how the page finds its way back to the sign-in of the same launch, while that is good
   */
  async player(
    launchId: string,
    person: Person,
    back: { readonly handle: string; readonly page: string | null } | null,
  ): Promise<{ tenantId: string; html: string } | null> {
    const facts = await this.badges.of(launchId);
    if (facts?.launch.learnerId !== person.personId) return null;
    const { launch } = facts;
    const course = await this.readModels.course(launch.courseId);
    if (course === null) return null;
    const { tenantId, learnerId, courseId } = launch;
    const html = playerPage({
      course,
      launchId,
      launchToken: await this.tokens.launch({ launchId, tenantId, learnerId, courseId }),
      badge: badgeOf(facts.outcome, facts.local),
      place: await this.launches.placeOf(learnerId, courseId),
      learnerName: person.name,
      back,
      openedInstead: launch.ruleId === 'S51' ? facts.otherCourseTitle : null,
    });
    return { tenantId, html };
  }

  private opened(launchId: string, { tenant_id, course_id, rule_id, device }: PendingLaunch): void {
    this.log.info('launch.opened', { launchId, tenantId: tenant_id, courseId: course_id, ruleId: rule_id, device });
  }
}
