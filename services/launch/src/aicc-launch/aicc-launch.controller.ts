import { Body, Controller, Get, Head, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { readLaunchParameters } from '@aicc-bridge/aicc';
import { CourseId } from '@aicc-bridge/contracts';
import { Clock, Log, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setCookie } from '../browser/cookies.js';
import { digestOf, newSecret, Visitor } from '../browser/visitor.js';
import { Opening } from '../learn/opening.provider.js';
import { Visits } from '../learn/visits.provider.js';
import { ReadModels } from '../read-models.store.js';
import { deviceOfRequest } from './device.js';
import { originOfReferer } from '../frame-reports/origin-of-referer.js';
import { judgeLaunch, keyForLookup } from './judge-launch.js';
import { PendingLaunches } from './pending.store.js';
import { refusedPage } from './refused.page.js';
import { type RefusedLaunch, RefusalsStore } from './refusals.store.js';

/** Where LMSs send learners' browsers. The path holds tenant key and course, which no LMS can damage (design §8). */
@ApiExcludeController()
@Public()
@Controller('aicc/launch/:launchKey/:courseId')
export class AiccLaunchController {
  constructor(
    private readonly readModels: ReadModels,
    private readonly pending: PendingLaunches,
    private readonly refusals: RefusalsStore,
    private readonly visits: Visits,
    private readonly opening: Opening,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Moodle tests an address so when an activity is saved: no launch. */
  @Head()
  probe(): void {
    return;
  }

  @Get()
  async byGet(
    @Param('launchKey') launchKey: string,
    @Param('courseId') courseId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.launch(launchKey, courseId, queryOf(request), request, reply);
  }

  @Post()
  async byPost(
    @Param('launchKey') launchKey: string,
    @Param('courseId') courseId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.launch(launchKey, courseId, `${formText(body)}&${queryOf(request)}`, request, reply);
  }

  private async launch(
    launchKey: string,
    courseId: string,
    rawQuery: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const parameters = readLaunchParameters(rawQuery);
    const id = CourseId.safeParse(courseId);
    const tenant = await this.readModels.tenantOfKey(keyForLookup(launchKey));
    const course = await this.readModels.course(id.success ? id.data : 'no-such-course');
    const verdict = judgeLaunch(parameters, tenant, course, launchKey);
    if (verdict.kind === 'refused' || tenant === null || course === null) {
      const ruleId = verdict.kind === 'refused' ? verdict.ruleId : 'unknown-key';
      const host = verdict.kind === 'refused' ? verdict.host : null;
      return this.refuse({ ruleId, host, tenantId: tenant?.tenantId ?? null, launchKey, courseId }, reply);
    }
    const visitor = new Visitor(request);
    const device = deviceOfRequest(request.headers);
    const { handle, pending } = this.pending.make({
      verdict,
      tenant,
      courseId: course.courseId,
      launchKey,
      device,
      frameOrigin: originOfReferer(request.headers.referer),
    });
    this.log.info('launch.arrived', {
      tenantId: tenant.tenantId,
      courseId,
      kind: verdict.kind,
      host: verdict.kind === 'reports' ? verdict.host : null,
      device,
    });
    // Rule 9: sid and aicc_url leave the visible address before anything else is loaded.
    void reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store');
    const browser = visitor.cookie('browser') ?? newSecret();
    const session = await this.visits.session(visitor);
    if (session !== null) {
      const launchId = await this.opening.openWithin(session, { ...pending, browser_digest: digestOf(browser) });
      if (launchId !== null) return void (await reply.redirect(`/learn/c/${launchId}?l=${handle}`, 303));
    }
    await this.pending.keep(pending, browser);
    await reply
      .header('set-cookie', setCookie('browser', browser, visitor.place, null))
      .redirect(`/learn/l/${handle}`, 303);
  }

  /** One page and one way of work for every cause (design §8, no oracle). */
  private async refuse(refused: RefusedLaunch, reply: FastifyReply): Promise<void> {
    const code = await this.refusals.keep(refused);
    const { ruleId, host, tenantId } = refused;
    const alarm = tenantId !== null && ruleId === 'S29';
    // A key of ours from a host that is not listed: the LMS moved, or somebody else uses the package.
    this.log[alarm ? 'warn' : 'info']('launch.refused', { ruleId, host, tenantId, code });
    await reply
      .status(403)
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'",
      )
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send(refusedPage({ host, code, courseId: refused.courseId, now: this.clock.now() }));
  }
}

function queryOf({ url }: FastifyRequest): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

/** A parsed form body as raw text again, so that one procedure reads both methods. */
function formText(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  return Object.entries(body)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(typeof value === 'string' ? value : '')}`)
    .join('&');
}
