import { randomBytes } from 'node:crypto';
import { Body, Controller, Get, Header, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { SamlConnection } from '@aicc-bridge/contracts';
import { notFound, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { setCookie } from '../browser/cookies.js';
import { digestOf, fits, newSecret, Visitor } from '../browser/visitor.js';
import { SignedIn } from '../learn/learn.facts.js';
import { LearnPages } from '../learn/learn-pages.provider.js';
import { Opening } from '../learn/opening.provider.js';
import { anotherPagePage, launchOverPage } from '../learn/sign-in.page.js';
import { Visits } from '../learn/visits.provider.js';
import { PeopleStore } from '../people/people.store.js';
import { ReadModels } from '../read-models.store.js';
import { OneUseStore } from '../sign-in/one-use.store.js';
import { SESSION_SECONDS, SessionsStore } from '../tokens/sessions.store.js';
import { Tokens } from '../tokens/tokens.provider.js';
import { samlDonePage, samlFailedPage } from './saml.page.js';
import { SamlPeople } from './saml-people.provider.js';
import { ServiceProvider } from './service-provider.provider.js';

/** As long as the launch itself waits. */
const REQUEST_SECONDS = 15 * 60;
const RESULT_SECONDS = 120;

const Asked = z.object({
  tenantId: z.string(),
  requestId: z.string(),
  handle: z.string().nullable(),
  browserDigest: z.string().nullable(),
  popup: z.boolean(),
});
type Asked = z.infer<typeof Asked>;
const Form = z.object({
  page: z.string().max(100).nullable().catch(null),
  popup: z.literal('1').nullable().catch(null),
});
const Posted = z.object({ SAMLResponse: z.string().max(200_000), RelayState: z.string().max(200).catch('') });

/** Single sign-on by SAML 2.0: there and back, to the same launch, in the same browser. */
@ApiExcludeController()
@Public()
@Controller()
export class SamlController {
  constructor(
    private readonly provider: ServiceProvider,
    private readonly samlPeople: SamlPeople,
    private readonly people: PeopleStore,
    private readonly oneUse: OneUseStore,
    private readonly visits: Visits,
    private readonly opening: Opening,
    private readonly sessions: SessionsStore,
    private readonly tokens: Tokens,
    private readonly readModels: ReadModels,
    private readonly pages: LearnPages,
  ) {}

  @Get('auth/saml/:tenantId/metadata')
  @Header('content-type', 'application/samlmetadata+xml; charset=utf-8')
  metadata(@Param('tenantId') tenantId: string): string {
    if (!this.provider.enabled || !z.uuid().safeParse(tenantId).success) throw notFound('service provider');
    return this.provider.metadata(tenantId);
  }

  /** From a launch's sign-in page. */
  @Post('learn/l/:handle/sso')
  async fromLaunch(
    @Param('handle') handle: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = new Visitor(request);
    if (visitor.sender() === 'another-page') return this.pages.anywhere(reply.status(403), anotherPagePage());
    const form = Form.parse(body ?? {});
    const visit = await this.visits.visit(handle, visitor, form.page || null);
    if (visit.kind !== 'here') return this.pages.anywhere(reply.status(410), launchOverPage(null));
    await this.ask(visit.pending.tenant_id, handle, form.popup === '1', visitor, reply);
  }

  /** From the console. A form of our own only: nobody else's page may sign a browser in. */
  @Post('auth/saml/:tenantId/login')
  async fromConsole(
    @Param('tenantId') tenantId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visitor = new Visitor(request);
    if (visitor.sender() === 'another-page') return this.pages.alone(reply.status(403), anotherPagePage());
    await this.ask(tenantId, null, false, visitor, reply);
  }

  /** Where identity providers send browsers back to. The result goes to the browser that has asked, by a code that works once. */
  @Post('auth/saml/:tenantId/acs')
  async answered(
    @Param('tenantId') tenantId: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const posted = Posted.safeParse(body);
    const connection = await this.connectionOf(tenantId);
    if (!posted.success || connection === null) return this.failed(reply, null);
    const { SAMLResponse, RelayState } = posted.data;
    const asked = RelayState === '' ? null : await this.oneUse.take('saml-request', RelayState, Asked);
    const foreign = asked !== null && asked.tenantId !== tenantId;
    if (foreign || (asked === null && !connection.idpInitiated)) return this.failed(reply, asked);
    const answer = await this.provider.read(tenantId, connection, SAMLResponse, asked?.requestId ?? null);
    const person = answer.kind === 'person' ? await this.samlPeople.personOf(tenantId, answer.person) : null;
    if (person === null) return this.failed(reply, asked);
    const facts: SignedIn = {
      personId: person.personId,
      handle: asked?.handle ?? null,
      browserDigest: asked?.browserDigest ?? null,
      popup: asked?.popup ?? false,
    };
    const code = await this.oneUse.make('sign-in', facts, RESULT_SECONDS);
    await reply
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .redirect(`/auth/saml/done/${code}`, 303);
  }

  @Get('auth/saml/done/:code')
  async done(@Param('code') code: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visitor = new Visitor(request);
    const facts = await this.oneUse.look('sign-in', code, SignedIn);
    // Another browser than the one that has asked gets nothing: a planted answer signs nobody in (login CSRF).
    if (facts === null || (facts.browserDigest !== null && !fits(visitor.cookie('saml'), facts.browserDigest)))
      return this.pages.anywhere(reply.status(410), launchOverPage(null));
    if (facts.popup && facts.handle !== null) return this.pages.alone(reply, samlDonePage(facts.handle, code));
    const taken = await this.oneUse.take('sign-in', code, SignedIn);
    const person = taken === null ? null : await this.people.one(taken.personId);
    if (person === null) return this.pages.anywhere(reply.status(410), launchOverPage(null));
    void reply.header('cache-control', 'no-store');
    if (facts.handle === null && person.role !== 'learner') {
      const sessionId = await this.sessions.begin(person.personId, 'console');
      const cookie = await this.tokens.session(person.personId, 'console', sessionId);
      void reply.header('set-cookie', setCookie('console', cookie, visitor.place, SESSION_SECONDS));
      return void (await reply.redirect('/', 303));
    }
    const previous = await this.visits.learner(visitor);
    void reply.header('set-cookie', [...(await this.opening.session(person, visitor, previous?.sessionId ?? null))]);
    if (facts.handle === null) return this.pages.anywhere(reply, launchOverPage(null));
    await reply.redirect(`/learn/l/${facts.handle}`, 303);
  }

  private async ask(
    tenantId: string,
    handle: string | null,
    popup: boolean,
    visitor: Visitor,
    reply: FastifyReply,
  ): Promise<void> {
    const connection = await this.connectionOf(tenantId);
    if (connection === null) return this.failed(reply, null);
    const browser = newSecret();
    const requestId = `_${randomBytes(20).toString('hex')}`;
    const asked: Asked = { tenantId, requestId, handle, browserDigest: digestOf(browser), popup };
    const relayState = await this.oneUse.make('saml-request', asked, REQUEST_SECONDS);
    const url = await this.provider.requestUrl(tenantId, connection, requestId, relayState);
    await reply
      .header('set-cookie', setCookie('saml', browser, visitor.place, REQUEST_SECONDS))
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .redirect(url, 303);
  }

  private async connectionOf(tenantId: string): Promise<SamlConnection | null> {
    if (!this.provider.enabled || !z.uuid().safeParse(tenantId).success) return null;
    const tenant = await this.readModels.tenant(tenantId);
    return tenant?.state === 'active' ? (tenant.saml ?? null) : null;
  }

  /** Says that it failed and what to do, never why: the reason is in the log. */
  private async failed(reply: FastifyReply, asked: Asked | null): Promise<void> {
    if (asked?.handle && !asked.popup) return void (await reply.redirect(`/learn/l/${asked.handle}?failed=sso`, 303));
    await this.pages.alone(reply.status(403), samlFailedPage());
  }
}
