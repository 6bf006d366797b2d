import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { TenantState } from '@aicc-bridge/contracts';
import { LOOK_ASSETS } from '@aicc-bridge/look';
import { Log, notFound, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LaunchesStore, type PendingLaunch } from '../aicc-launch/launches.store.js';
import { badgeOf } from '../outcomes/badge-of.js';
import { OutcomesStore } from '../outcomes/outcomes.store.js';
import { PeopleStore } from '../people/people.store.js';
import { ReadModels } from '../read-models.store.js';
import { Tokens } from '../tokens/tokens.provider.js';
import { playerPage } from './player.page.js';
import { launchOverPage, signInPage } from './sign-in.page.js';

const OWN_ASSETS = fileURLToPath(new URL('../../assets/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.webm': 'video/webm',
  '.vtt': 'text/vtt; charset=utf-8',
};
const SignIn = z.object({ username: z.string().max(100), password: z.string().max(200) });

/** The clean address behind a launch: sign-in, then the player. Works in a cross-site frame without any cookie. */
@ApiExcludeController()
@Public()
@Controller('learn')
export class LearnController {
  constructor(
    private readonly launches: LaunchesStore,
    private readonly readModels: ReadModels,
    private readonly people: PeopleStore,
    private readonly tokens: Tokens,
    private readonly outcomes: OutcomesStore,
    private readonly log: Log,
  ) {}

  @Get('l/:handle')
  async signIn(@Param('handle') handle: string, @Res() reply: FastifyReply): Promise<void> {
    const pending = await this.launches.pending(handle);
    if (pending === null) return this.over(reply);
    await this.page(
      reply,
      pending,
      signInPage({ handle, ...(await this.opening(pending)), failed: false, username: '' }),
    );
  }

  @Post('l/:handle')
  @HttpCode(200)
  async open(@Param('handle') handle: string, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const pending = await this.launches.pending(handle);
    if (pending === null) return this.over(reply);
    const given = SignIn.safeParse(body);
    const person = given.success
      ? await this.people.signIn(pending.tenant_id, given.data.username, given.data.password)
      : null;
    if (person === null) {
      this.log.info('sign-in.failed', { tenantId: pending.tenant_id });
      const page = signInPage({
        handle,
        ...(await this.opening(pending)),
        failed: true,
        username: given.success ? given.data.username : '',
      });
      await this.page(reply.status(401), pending, page);
      return;
    }
    const course = await this.readModels.course(pending.course_id);
    if (course === null) return this.over(reply);
    const { launchId, ruleId } = await this.launches.open(pending, person.personId);
    this.log.info('launch.opened', { launchId, tenantId: pending.tenant_id, courseId: pending.course_id, ruleId });
    const launchToken = await this.tokens.launch({
      launchId,
      tenantId: pending.tenant_id,
      learnerId: person.personId,
      courseId: pending.course_id,
    });
    const badge = badgeOf(ruleId === null ? await this.outcomes.of(launchId) : null, ruleId);
    await this.page(reply, pending, playerPage({ course, launchId, launchToken, badge }));
  }

  @Get('assets/:file')
  async asset(@Param('file') file: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const name = basename(file);
    const type = TYPES[extname(name)];
    const path = join(name === 'tokens.css' || name === 'components.css' ? LOOK_ASSETS : OWN_ASSETS, name);
    const facts = type === undefined ? null : await stat(path).catch(() => null);
    if (type === undefined || facts === null || !facts.isFile()) throw notFound(`file ${name.slice(0, 100)}`);
    void reply
      .type(type)
      .header('cache-control', 'public, max-age=300')
      .header('accept-ranges', 'bytes')
      .header('x-content-type-options', 'nosniff');
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = Math.min(range?.[2] ? Number(range[2]) : facts.size - 1, facts.size - 1);
    if (range === null) await reply.header('content-length', facts.size).send(createReadStream(path));
    else if (from > to) await reply.status(416).header('content-range', `bytes */${facts.size}`).send();
    else
      await reply
        .status(206)
        .header('content-range', `bytes ${from}-${to}/${facts.size}`)
        .header('content-length', to - from + 1)
        .send(createReadStream(path, { start: from, end: to }));
  }

  private async opening(pending: PendingLaunch): Promise<{ courseTitle: string; host: string | null }> {
    const course = await this.readModels.course(pending.course_id);
    return { courseTitle: course?.title ?? pending.course_id, host: pending.host };
  }

  private async over(reply: FastifyReply): Promise<void> {
    await this.send(reply.status(410), "'none'", launchOverPage());
  }

  private async page(reply: FastifyReply, pending: PendingLaunch, html: string): Promise<void> {
    const tenant = await this.readModels.tenant(pending.tenant_id);
    await this.send(reply, frameAncestors(tenant), html);
  }

  private async send(reply: FastifyReply, ancestors: string, html: string): Promise<void> {
    const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors ${ancestors}`;
    await reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send(html);
  }
}

/** The tenant's frame hosts; by default its LMS hosts (design §8). */
export function frameAncestors(tenant: TenantState | null): string {
  const hosts = tenant?.frameHosts.length
    ? tenant.frameHosts
    : (tenant?.hosts ?? []).flatMap(({ name, port, http }) => [
        `https://${name}:${port}`,
        ...(http ? [`http://${name}:${port}`] : []),
      ]);
  return ["'self'", ...hosts].join(' ');
}
