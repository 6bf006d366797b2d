import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CourseId, type TenantState } from '@aicc-bridge/contracts';
import { Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { deviceOfRequest } from '../aicc-launch/device.js';
import { LaunchesStore } from '../aicc-launch/launches.store.js';
import { PendingLaunches } from '../aicc-launch/pending.store.js';
import { setCookie } from '../browser/cookies.js';
import { Visitor } from '../browser/visitor.js';
import type { Person } from '../people/person.js';
import { ReadModels } from '../read-models.store.js';
import { PasswordSignIn } from '../sign-in/sign-in.provider.js';
import { SessionsStore } from '../tokens/sessions.store.js';
import { LearnPages } from './learn-pages.provider.js';
import { noticeOf } from './notice-of.js';
import { Opening } from './opening.provider.js';
import { anotherPagePage, launchOverPage, type SignInNotice, signInPage } from './sign-in.page.js';
import { Visits } from './visits.provider.js';

const Form = z.object({
  username: z.string().max(100).catch(''),
  password: z.string().max(200).catch(''),
  code: z.string().max(20).nullable().catch(null),
  organisation: z.string().max(200).catch(''),
});
const NO_FORM = Form.parse({});
const LaunchIdText = z.uuid();

/** Courses by their own address: an opened launch after a reload, and viewing without any launch (S50, S51). */
@ApiExcludeController()
@Public()
@Controller('learn')
export class CourseController {
  constructor(
    private readonly visits: Visits,
    private readonly opening: Opening,
    private readonly launches: LaunchesStore,
    private readonly pending: PendingLaunches,
    private readonly signIn: PasswordSignIn,
    private readonly sessions: SessionsStore,
    private readonly readModels: ReadModels,
    private readonly pages: LearnPages,
  ) {}

  /** An opened launch. Whoever is not signed in as its learner signs in; an unknown launch looks the same. */
  @Get('c/:launchId')
  async opened(
    @Param('launchId') launchId: string,
    @Query('l') l: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = new Visitor(request);
    const learner = await this.visits.learner(visitor);
    const handle = typeof l === 'string' && /^[\w-]{24}$/.test(l) ? l : null;
    if (!LaunchIdText.safeParse(launchId).success) return this.over(reply);
    const player =
      learner === null
        ? null
        : await this.opening.player(launchId, learner.person, handle === null ? null : { handle, page: null });
    if (player !== null) return this.pages.ofTenant(reply, player.tenantId, player.html, handle);
    await this.ask(reply, `/learn/c/${launchId}`, { kind: 'none' }, '', true);
  }

  @Post('c/:launchId')
  @HttpCode(200)
  async signInAgain(
    @Param('launchId') launchId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!LaunchIdText.safeParse(launchId).success) return this.over(reply);
    const action = `/learn/c/${launchId}`;
    const signedIn = await this.person(body, request, reply, action);
    if (signedIn === null) return;
    const player = await this.opening.player(launchId, signedIn.person, null);
    if (player === null) return this.over(reply);
    void reply.header('set-cookie', [...signedIn.cookies]);
    await this.pages.ofTenant(reply, player.tenantId, player.html, null);
  }

  /** "View without reporting": nobody has launched anything, so nothing is reported, and the organisation must be asked. */
  @Get('view/:courseId')
  async view(
    @Param('courseId') courseId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const learner = await this.visits.learner(new Visitor(request));
    if (learner !== null) return this.play(courseId, learner.person, request, reply, null);
    await this.ask(reply, viewOf(courseId), { kind: 'none' }, '', true);
  }

  @Post('view/:courseId')
  @HttpCode(200)
  async viewAfterSignIn(
    @Param('courseId') courseId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const signedIn = await this.person(body, request, reply, viewOf(courseId));
    if (signedIn === null) return;
    void reply.header('set-cookie', [...signedIn.cookies]);
    await this.play(courseId, signedIn.person, request, reply, signedIn.person);
  }

  /** Signs the learner out of this browser. */
  @Post('sign-out')
  @HttpCode(200)
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = new Visitor(request);
    if (visitor.sender() === 'another-page') return this.pages.anywhere(reply.status(403), anotherPagePage());
    const learner = await this.visits.learner(visitor);
    if (learner !== null) await this.sessions.revoke(learner.sessionId);
    void reply.header('set-cookie', setCookie('learner', '', visitor.place, 0));
    await this.pages.anywhere(reply, launchOverPage(null));
  }

  /** S51 if another course is open from the LMS: that one is reported, this one is not. Else S50. */
  private async play(
    courseId: string,
    person: Person,
    request: FastifyRequest,
    reply: FastifyReply,
    fresh: Person | null,
  ): Promise<void> {
    const id = CourseId.safeParse(courseId);
    const course = id.success ? await this.readModels.course(id.data) : null;
    if (course === null || course.state === 'deleted' || person.tenantId === null) return this.over(reply);
    const other = await this.launches.openedFromLms(person.personId, course.courseId);
    const tenant: Pick<TenantState, 'tenantId'> = { tenantId: person.tenantId as TenantState['tenantId'] };
    const { pending } = this.pending.make({
      verdict: { kind: 'not-reported', ruleId: other === null ? 'S50' : 'S51' },
      tenant,
      courseId: course.courseId,
      launchKey: '',
      device: deviceOfRequest(request.headers),
      frameOrigin: null,
    });
    const launchId = await this.opening.open({ ...pending, other_course_id: other }, person);
    if (fresh === null) return void (await reply.redirect(`/learn/c/${launchId}`, 303));
    const player = await this.opening.player(launchId, person, null);
    if (player === null) return this.over(reply);
    await this.pages.ofTenant(reply, player.tenantId, player.html, null);
  }

  private async person(
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
    action: string,
  ): Promise<{ person: Person; cookies: readonly string[] } | null> {
    const visitor = new Visitor(request);
    if (visitor.sender() === 'another-page') {
      await this.pages.anywhere(reply.status(403), anotherPagePage());
      return null;
    }
    const { username, password, code, organisation } = Form.catch(NO_FORM).parse(body);
    const tenantId = (await this.readModels.tenantIdOf(organisation)) ?? undefined;
    const from = { address: visitor.address, device: visitor.cookie('device') };
    const result = await this.signIn.signIn({ tenantId, username, password, code: code || null }, from);
    if (result.kind === 'signed-in' || result.kind === 'enrol-first') {
      const previous = await this.visits.learner(visitor);
      return {
        person: result.person,
        cookies: await this.opening.session(result.person, visitor, previous?.sessionId ?? null),
      };
    }
    void reply.status(result.kind === 'wait' ? 429 : 401);
    await this.ask(reply, action, noticeOf(result), username, true);
    return null;
  }

  private async ask(
    reply: FastifyReply,
    action: string,
    notice: SignInNotice,
    username: string,
    askOrganisation: boolean,
  ): Promise<void> {
    const page = signInPage({
      action,
      courseTitle: null,
      host: null,
      notice,
      username,
      pageToken: null,
      sso: null,
      newWindow: null,
      askOrganisation,
    });
    await this.pages.anywhere(reply, page);
  }

  private async over(reply: FastifyReply): Promise<void> {
    await this.pages.anywhere(reply.status(410), launchOverPage(null));
  }
}

function viewOf(courseId: string): string {
  return `/learn/view/${encodeURIComponent(courseId.slice(0, 100))}`;
}
