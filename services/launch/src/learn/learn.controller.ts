import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Log, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type PendingLaunch, PendingLaunches } from '../aicc-launch/pending.store.js';
import { setCookie } from '../browser/cookies.js';
import { fits, newSecret, Visitor } from '../browser/visitor.js';
import { PeopleStore } from '../people/people.store.js';
import type { Person } from '../people/person.js';
import { ReadModels } from '../read-models.store.js';
import { OneUseStore } from '../sign-in/one-use.store.js';
import { PasswordSignIn } from '../sign-in/sign-in.provider.js';
import { Handover, SignedIn } from './learn.facts.js';
import { LearnPages } from './learn-pages.provider.js';
import { noticeOf } from './notice-of.js';
import { Opening } from './opening.provider.js';
import { anotherPagePage, launchOverPage, type SignInNotice, signInPage } from './sign-in.page.js';
import { type Visit, Visits } from './visits.provider.js';

const Form = z.object({
  username: z.string().max(100).catch(''),
  password: z.string().max(200).catch(''),
  /** of the second factor, or of a sign-in in another window */
  code: z.string().max(100).nullable().catch(null),
  page: z.string().max(100).nullable().catch(null),
});
const NO_FORM = Form.parse({});
const WINDOW_SECONDS = 60;
type Here = Extract<Visit, { kind: 'here' }>;

/** The clean address behind a launch: sign-in, then the player. Works in a cross-site frame without any cookie. */
@ApiExcludeController()
@Public()
@Controller('learn')
export class LearnController {
  constructor(
    private readonly visits: Visits,
    private readonly pending: PendingLaunches,
    private readonly opening: Opening,
    private readonly signIn: PasswordSignIn,
    private readonly oneUse: OneUseStore,
    private readonly people: PeopleStore,
    private readonly readModels: ReadModels,
    private readonly pages: LearnPages,
    private readonly log: Log,
  ) {}

  @Get('l/:handle')
  async arrive(
    @Param('handle') handle: string,
    @Query('failed') failed: unknown,
    @Query('as') as: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = new Visitor(request);
    const visit = await this.visits.visit(handle, visitor, null);
    if (visit.kind !== 'here') return this.over(reply, visit.kind === 'elsewhere' ? handle : null);
    const notice: SignInNotice = failed === 'sso' ? { kind: 'sso-failed' } : { kind: 'none' };
    await this.signInOrOpen(handle, visit, visitor, reply, { notice, ask: as === 'another' || failed === 'sso' });
  }

  /** A reload in a frame without cookies: the page's history has kept the token (again.js). */
  @Post('l/:handle/again')
  @HttpCode(200)
  async again(
    @Param('handle') handle: string,
    @Body() body: unknown,
    @Query('as') as: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const posted = await this.posted(handle, body, request, reply);
    if (posted === null) return;
    await this.signInOrOpen(handle, posted.visit, posted.visitor, reply, {
      notice: { kind: 'none' },
      ask: as === 'another',
    });
  }

  @Post('l/:handle')
  @HttpCode(200)
  async submit(
    @Param('handle') handle: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const posted = await this.posted(handle, body, request, reply);
    if (posted === null) return;
    const { visit, visitor, form } = posted;
    const result = await this.signIn.signIn(
      { tenantId: visit.pending.tenant_id, username: form.username, password: form.password, code: form.code || null },
      { address: visitor.address, device: visitor.cookie('device') },
    );
    if (result.kind === 'signed-in' || result.kind === 'enrol-first')
      return this.open(handle, visit, visitor, result.person, reply);
    this.log.info('sign-in.failed', { tenantId: visit.pending.tenant_id, why: result.kind });
    void reply.status(result.kind === 'wait' ? 429 : 401);
    await this.page(handle, visit, reply, noticeOf(result), form.username);
  }

  /** "Open in a new window": proves itself with what the page holds, and takes the launch along by a code that works once. */
  @Post('l/:handle/window')
  @HttpCode(200)
  async window(
    @Param('handle') handle: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const posted = await this.posted(handle, body, request, reply);
    if (posted === null) return;
    const facts: Handover = { handle };
    const code = await this.oneUse.make('window', facts, WINDOW_SECONDS);
    await reply.header('referrer-policy', 'no-referrer').redirect(`/learn/w/${code}`, 303);
  }

  @Get('w/:code')
  async windowOpened(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const facts = await this.oneUse.take('window', code, Handover);
    const pending = facts === null ? null : await this.pending.find(facts.handle);
    if (facts === null || pending === null) return this.over(reply, null);
    const visitor = new Visitor(request);
    const browser = visitor.cookie('browser') ?? newSecret();
    await this.pending.handOver(pending, newSecret(), browser);
    await reply
      .header('set-cookie', setCookie('browser', browser, visitor.place, null))
      .header('cache-control', 'no-store')
      .redirect(`/learn/l/${facts.handle}`, 303);
  }

  /** The window where somebody signed in by SAML has given its result to this page. */
  @Post('l/:handle/signed-in')
  @HttpCode(200)
  async signedIn(
    @Param('handle') handle: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = new Visitor(request);
    if (visitor.sender() === 'another-page') return this.anotherPage(reply);
    const form = Form.catch(NO_FORM).parse(body);
    const facts = await this.oneUse.take('sign-in', form.code ?? '', SignedIn);
    const person = facts?.handle === handle ? await this.people.one(facts.personId) : null;
    if (facts === null || person === null) return this.over(reply, null);
    const visit = await this.visits.visit(handle, visitor, form.page);
    if (visit.kind === 'here') return this.open(handle, visit, visitor, person, reply);
    // The sign-in's own window goes on by itself: it proves itself with the cookie that the sign-in began with.
    const pending = fits(visitor.cookie('saml'), facts.browserDigest) ? await this.pending.find(handle) : null;
    if (pending === null) return this.over(reply, null);
    const page = newSecret();
    await this.pending.handOver(pending, page, visitor.cookie('browser'));
    await this.open(handle, { kind: 'here', pending, page }, visitor, person, reply);
  }

  private async posted(
    handle: string,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ visit: Here; visitor: Visitor; form: z.infer<typeof Form> } | null> {
    const visitor = new Visitor(request);
    if (visitor.sender() === 'another-page') {
      await this.anotherPage(reply);
      return null;
    }
    const form = Form.catch(NO_FORM).parse(body);
    const visit = await this.visits.visit(handle, visitor, form.page || null);
    if (visit.kind === 'here') return { visit, visitor, form };
    await this.over(reply, null);
    return null;
  }

  private async signInOrOpen(
    handle: string,
    visit: Here,
    visitor: Visitor,
    reply: FastifyReply,
    { notice, ask }: { notice: SignInNotice; ask: boolean },
  ): Promise<void> {
    const learner = ask ? null : await this.visits.learner(visitor);
    if (learner !== null && learner.person.tenantId === visit.pending.tenant_id) {
      const launchId = await this.opening.open(visit.pending, learner.person);
      return this.toPlayer(launchId, handle, reply);
    }
    const other: SignInNotice = learner === null ? notice : { kind: 'other-organisation', name: learner.person.name };
    await this.page(handle, visit, reply, other, '');
  }

  /** With cookies the player gets an address of its own that survives a reload; without them it is the answer to the form. */
  private async open(
    handle: string,
    visit: Here,
    visitor: Visitor,
    person: Person,
    reply: FastifyReply,
  ): Promise<void> {
    const previous = await this.visits.learner(visitor);
    const launchId = await this.opening.open(visit.pending, person);
    void reply.header('set-cookie', [...(await this.opening.session(person, visitor, previous?.sessionId ?? null))]);
    if (visitor.cookie('browser') !== null) return this.toPlayer(launchId, handle, reply);
    const player = await this.opening.player(launchId, person, { handle, page: visit.page });
    if (player === null) return this.over(reply, null);
    await this.pages.ofTenant(reply.status(200), player.tenantId, player.html, handle);
  }

  private async toPlayer(launchId: string, handle: string, reply: FastifyReply): Promise<void> {
    await reply.header('cache-control', 'no-store').redirect(`/learn/c/${launchId}?l=${handle}`, 303);
  }

  private async page(
    handle: string,
    { pending, page }: Here,
    reply: FastifyReply,
    notice: SignInNotice,
    username: string,
  ): Promise<void> {
    await this.pages.ofTenant(
      reply,
      pending.tenant_id,
      signInPage({
        action: `/learn/l/${handle}`,
        ...(await this.opened(pending)),
        notice,
        username,
        pageToken: page,
        sso: await this.ssoOf(pending, handle),
        newWindow: `/learn/l/${handle}/window`,
        askOrganisation: false,
      }),
      handle,
    );
  }

  private async opened({ course_id, host }: PendingLaunch): Promise<{ courseTitle: string; host: string | null }> {
    const course = await this.readModels.course(course_id);
    return { courseTitle: course?.title ?? course_id, host };
  }

  private async ssoOf({ tenant_id }: PendingLaunch, handle: string): Promise<{ label: string; action: string } | null> {
    const tenant = await this.readModels.tenant(tenant_id);
    return tenant?.saml ? { label: tenant.saml.label, action: `/learn/l/${handle}/sso` } : null;
  }

  private async over(reply: FastifyReply, handle: string | null): Promise<void> {
    const known = handle !== null && /^[\w-]{24}$/.test(handle) ? handle : null;
    await this.pages.anywhere(reply.status(410), launchOverPage(known));
  }

  private async anotherPage(reply: FastifyReply): Promise<void> {
    await this.pages.anywhere(reply.status(403), anotherPagePage());
  }
}
