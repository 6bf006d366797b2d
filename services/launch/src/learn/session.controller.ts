import { Body, Controller, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, CurrentPrincipal, type Principal, ProblemException, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LaunchesStore, Place } from '../aicc-launch/launches.store.js';
import { Visitor } from '../browser/visitor.js';
import { BadgeFacts } from '../outcomes/badge-facts.store.js';
import { type Badge, badgeOf } from '../outcomes/badge-of.js';
import { BadgeStreams } from '../outcomes/badge-streams.provider.js';
import { PeopleStore } from '../people/people.store.js';
import { PasswordSignIn } from '../sign-in/sign-in.provider.js';
import { anotherPage, signInFailed, waitFirst } from '../tokens/auth.problems.provider.js';
import { Tokens } from '../tokens/tokens.provider.js';

const Renewal = z.object({ username: z.string().min(1).max(100), password: z.string().min(1).max(200) });
type Renewal = z.infer<typeof Renewal>;

/** What the open player tells and asks, with its launch token. */
@ApiTags('player')
@Controller('learn/launches/:launchId')
export class SessionController {
  constructor(
    private readonly launches: LaunchesStore,
    private readonly badges: BadgeFacts,
    private readonly streams: BadgeStreams,
    private readonly people: PeopleStore,
    private readonly signIn: PasswordSignIn,
    private readonly tokens: Tokens,
  ) {}

  /** The player is open, also while paused. */
  @Allow('launch')
  @Post('presence')
  @HttpCode(204)
  async presence(@Param('launchId') launchId: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.launches.present(own(launchId, principal).launchId);
  }

  /** "Leave course": the session is closed with ExitAU once the last segments are in. */
  @Allow('launch')
  @Post('leave')
  @HttpCode(204)
  async leave(@Param('launchId') launchId: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    await this.launches.leave(own(launchId, principal).launchId);
  }

  /** Where the learner is, to go on there next time. */
  @Allow('launch')
  @Put('place')
  @HttpCode(204)
  async place(
    @Param('launchId') launchId: string,
    @Body({ schema: Place }) place: Place,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    const { learnerId, courseId } = own(launchId, principal);
    await this.launches.keepPlace(learnerId, courseId, place);
  }

  @Allow('launch')
  @Get('badge')
  async badge(@Param('launchId') launchId: string, @CurrentPrincipal() principal: Principal): Promise<Badge> {
    const facts = await this.badges.of(own(launchId, principal).launchId);
    return badgeOf(facts?.outcome ?? null, facts?.local ?? null);
  }

  /** The badge as it changes: server-sent events. */
  @Allow('launch')
  @Get('badge/live')
  async live(
    @Param('launchId') launchId: string,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    own(launchId, principal);
    reply.hijack();
    await this.streams.serve(launchId, reply.raw);
  }

  /** A fresh token before the old one ends; for a launch whose learner may still sign in. */
  @Allow('launch')
  @Post('token')
  @HttpCode(200)
  async token(
    @Param('launchId') launchId: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ launchToken: string }> {
    const { learnerId, tenantId, courseId } = own(launchId, principal);
    if ((await this.people.one(learnerId)) === null) throw signInFailed('The account is not there any more.');
    return { launchToken: await this.tokens.launch({ launchId, tenantId, learnerId, courseId }) };
  }

  /** The token has ended while the page was open, e.g. after a night offline: the learner signs in and nothing watched is lost. */
  @Public()
  @Post('renew')
  @HttpCode(200)
  async renew(
    @Param('launchId') launchId: string,
    @Body({ schema: Renewal }) { username, password }: Renewal,
    @Req() request: FastifyRequest,
  ): Promise<{ launchToken: string }> {
    const visitor = new Visitor(request);
    if (visitor.sender() === 'another-page') throw anotherPage();
    const launch = z.uuid().safeParse(launchId).success ? await this.launches.one(launchId) : null;
    const tenantId = launch?.tenantId;
    const from = { address: visitor.address, device: visitor.cookie('device') };
    const result = await this.signIn.signIn({ tenantId, username, password, code: null }, from);
    if (result.kind === 'wait') throw waitFirst(result.seconds);
    if (result.kind !== 'signed-in' || launch?.learnerId !== result.person.personId)
      throw signInFailed('That user name and password do not match. Sign in as the one who opened the course.');
    const { learnerId, courseId } = launch;
    return { launchToken: await this.tokens.launch({ launchId, tenantId: launch.tenantId, learnerId, courseId }) };
  }
}

function own(launchId: string, principal: Principal): Extract<Principal, { kind: 'launch' }> {
  if (principal.kind === 'launch' && principal.launchId === launchId) return principal;
  throw new ProblemException({
    status: 403,
    name: 'forbidden',
    title: 'Not allowed',
    detail: 'This token belongs to another launch.',
  });
}
