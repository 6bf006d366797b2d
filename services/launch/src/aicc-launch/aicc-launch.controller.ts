import { Body, Controller, Get, Head, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { readLaunchParameters } from '@aicc-bridge/aicc';
import { CourseId, LaunchId, type TenantState } from '@aicc-bridge/contracts';
import { Clock, Log, newId, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadModels } from '../read-models.store.js';
import { deviceOf } from './device.js';
import { asLaunchKey, judgeLaunch } from './judge-launch.js';
import { LaunchesStore } from './launches.store.js';
import { refusalCode, refusedPage } from './refused.page.js';

/** Where LMSs send learners' browsers. The path holds tenant key and course, which no LMS can damage (design §8). */
@ApiExcludeController()
@Public()
@Controller('aicc/launch/:launchKey/:courseId')
export class AiccLaunchController {
  constructor(
    private readonly readModels: ReadModels,
    private readonly launches: LaunchesStore,
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
    const at = request.url.indexOf('?');
    await this.launch(launchKey, courseId, at < 0 ? '' : request.url.slice(at + 1), request, reply);
  }

  @Post()
  async byPost(
    @Param('launchKey') launchKey: string,
    @Param('courseId') courseId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const at = request.url.indexOf('?');
    const query = at < 0 ? '' : request.url.slice(at + 1);
    await this.launch(launchKey, courseId, `${formText(body)}&${query}`, request, reply);
  }

  private async launch(
    launchKey: string,
    courseId: string,
    rawQuery: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const parameters = readLaunchParameters(rawQuery);
    const key = asLaunchKey(launchKey);
    const id = CourseId.safeParse(courseId);
    const tenant = key === null ? null : await this.readModels.tenantOfKey(key);
    const course = id.success ? await this.readModels.course(id.data) : null;
    const verdict = judgeLaunch(parameters, tenant, course, launchKey);
    if (verdict.kind === 'refused' || tenant === null || course === null) {
      const ruleId = verdict.kind === 'refused' ? verdict.ruleId : 'unknown-key';
      await this.refuse(
        { ruleId, host: verdict.kind === 'refused' ? verdict.host : null, tenant, launchKey, courseId },
        reply,
      );
      return;
    }
    const hint = request.headers['sec-ch-ua-mobile'];
    const device = deviceOf(request.headers['user-agent'], typeof hint === 'string' ? hint : undefined);
    const handle = await this.launches.keepPending(verdict, tenant, course.courseId, launchKey, device);
    this.log.info('launch.arrived', {
      tenantId: tenant.tenantId,
      courseId,
      kind: verdict.kind,
      host: verdict.kind === 'reports' ? verdict.host : null,
      device,
    });
    // Rule 9: sid and aicc_url leave the visible address before anything else is loaded.
    await reply
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .redirect(`/learn/l/${handle}`, 303);
  }

  private async refuse(
    {
      ruleId,
      host,
      tenant,
      launchKey,
      courseId,
    }: {
      ruleId: Parameters<LaunchesStore['tellDeclined']>[0]['ruleId'];
      host: string | null;
      tenant: TenantState | null;
      launchKey: string;
      courseId: string;
    },
    reply: FastifyReply,
  ): Promise<void> {
    const launchId = LaunchId.parse(newId());
    await this.launches.tellDeclined({
      launchId,
      ruleId,
      tenantId: tenant?.tenantId ?? null,
      launchKey: launchKey.slice(0, 100),
      courseId: courseId.slice(0, 100),
      learnerId: null,
      host: host?.slice(0, 300) ?? null,
      at: this.clock.now().toISOString(),
    });
    this.log.info('launch.refused', { ruleId, host, tenantId: tenant?.tenantId ?? null, launchId });
    await reply
      .status(403)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'")
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .send(refusedPage(host, refusalCode(launchId), this.clock.now()));
  }
}

/** A parsed form body as raw text again, so that one procedure reads both methods. */
function formText(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  return Object.entries(body)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(typeof value === 'string' ? value : '')}`)
    .join('&');
}
