import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Visitor } from '../browser/visitor.js';
import { LearnPages } from '../learn/learn-pages.provider.js';
import { anotherPagePage, passwordKeptPage, passwordPage } from '../learn/sign-in.page.js';
import { Invitations } from './invitations.provider.js';

const Kind = z.enum(['invite', 'reset']);
const Password = z.object({ password: z.string().min(10).max(200) });

/** Where a one-time link leads: a person sets a password. */
@ApiExcludeController()
@Public()
@Controller('auth/password/:kind/:secret')
export class PasswordLinkController {
  constructor(
    private readonly invitations: Invitations,
    private readonly pages: LearnPages,
  ) {}

  @Get()
  async show(@Param('kind') kind: string, @Param('secret') secret: string, @Res() reply: FastifyReply): Promise<void> {
    const known = Kind.safeParse(kind);
    const good = known.success && (await this.invitations.isGood(known.data, secret));
    await this.pages.alone(reply.status(good ? 200 : 410), passwordPage(good ? pathOf(kind, secret) : null, null));
  }

  @Post()
  @HttpCode(200)
  async accept(
    @Param('kind') kind: string,
    @Param('secret') secret: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (new Visitor(request).sender() === 'another-page') return this.pages.alone(reply.status(403), anotherPagePage());
    const known = Kind.safeParse(kind);
    const given = Password.safeParse(body);
    if (known.success && !given.success)
      return this.pages.alone(
        reply.status(422),
        passwordPage(pathOf(kind, secret), 'A password has 10 to 200 characters.'),
      );
    const kept =
      known.success && given.success && (await this.invitations.accept(known.data, secret, given.data.password));
    await this.pages.alone(reply.status(kept ? 200 : 410), kept ? passwordKeptPage() : passwordPage(null, null));
  }
}

function pathOf(kind: string, secret: string): string {
  return `/auth/password/${encodeURIComponent(kind)}/${encodeURIComponent(secret)}`;
}
