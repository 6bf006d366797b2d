import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import { assertNever, CourseId, TenantId } from '@aicc-bridge/contracts';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { Allow, Clock, Log, notFound, Public } from '@aicc-bridge/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PublicAddress, TenantPackages, type TenantSettings } from '../downloads/tenant-packages.store.js';
import { CoursePackages } from '../packages/course-packages.provider.js';
import { sendPackage } from '../packages/send-package.js';
import { PackageLinks } from './package-links.store.js';
import { readPensAnswer, writePensNotice } from './pens-message.js';

const PensRequest = z.strictObject({
  /** the LMS's PENS address; its host must be on the organisation's list */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  courseIds: z.array(CourseId).min(1).max(100),
  systemUserId: z.string().max(200).optional(),
  systemPassword: z.string().max(200).optional(),
  vendorData: z.string().max(1000).optional(),
});
type PensRequest = z.infer<typeof PensRequest>;
const Receipt = z.record(z.string().max(100), z.string().max(2000));

/** An LMS may fetch a day later. */
const LINK_MS = 24 * 3_600_000;
const DEADLINE_MS = 15_000;
const TOKEN = z.string().regex(/^[A-Za-z0-9_-]{32}$/);

interface PensResult {
  readonly courseId: string;
  readonly outcome: 'accepted' | 'refused' | 'not-sent' | 'failed' | 'not-pens';
  readonly detail: string;
}

/** PENS 1.0 (AICC CMI010): tells an LMS that packages are there, and lets it fetch them by a link that expires. */
@ApiTags('pens')
@Controller('api/packages')
export class PensController {
  constructor(
    private readonly tenants: TenantPackages,
    private readonly packages: CoursePackages,
    private readonly links: PackageLinks,
    private readonly client: HacpClient,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  @Allow('publisher-admin', 'tenant-admin')
  @Post('tenants/:tenantId/pens')
  @HttpCode(200)
  async notify(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: PensRequest }) request: PensRequest,
  ): Promise<{ results: readonly PensResult[] }> {
    const settings = await this.tenants.enabled(tenantId);
    // Known and published, all of them, before the LMS hears of the first.
    for (const courseId of request.courseIds) await this.packages.published(courseId);
    const results: PensResult[] = [];
    for (const courseId of request.courseIds) results.push(await this.tell(settings, courseId, request));
    return { results };
  }

  /** For the LMS that was told: no sign-in, one course, for a day, and only while the integration is enabled (S40). */
  @Public()
  @Get('links/:token/:file')
  @ApiProduces('application/zip')
  async fetch(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const link = TOKEN.safeParse(token).success ? await this.links.find(token) : null;
    if (link === null) throw notFound('package link of that kind, or it has expired');
    const { packages } = await this.tenants.enabled(link.tenantId);
    await sendPackage(request, reply, await this.packages.of(link.courseId, packages));
  }

  /** Receipt or alert of the LMS. */
  @Public()
  @Post('links/:token/receipt')
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiProduces('text/plain')
  async receipt(@Param('token') token: string, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const link = TOKEN.safeParse(token).success ? await this.links.find(token) : null;
    if (link === null) throw notFound('package link of that kind, or it has expired');
    const receipt = Receipt.safeParse(typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : body);
    if (receipt.success) {
      await this.links.note(token, receipt.data);
      const { command = '', error = '' } = receipt.data;
      this.log.info('pens.receipt', { ...link, command, error });
    }
    await reply.type('text/plain').send('error=0\r\nerror-text=\r\nversion=1.0.0\r\npens-data=\r\n');
  }

  private async tell(
    { tenant }: TenantSettings,
    courseId: string,
    { url, systemUserId, systemPassword, vendorData }: PensRequest,
  ): Promise<PensResult> {
    const expiresAt = new Date(this.clock.now().getTime() + LINK_MS);
    const link = `${this.address.url}/api/packages/links/${await this.links.make(tenant.tenantId, courseId, expiresAt)}`;
    const exchange = await this.client.exchange({
      url,
      allowedHosts: tenant.hosts,
      deadlineMs: DEADLINE_MS,
      body: writePensNotice({
        packageId: `${this.address.url}/courses/${courseId}`,
        packageUrl: `${link}/${courseId}.zip`,
        receiptUrl: `${link}/receipt`,
        expiresAt,
        systemUserId,
        systemPassword,
        vendorData,
      }),
    });
    switch (exchange.kind) {
      case 'not-sent':
        return { courseId, outcome: 'not-sent', detail: `${exchange.detail} (${exchange.ruleId})` };
      case 'failed':
        return { courseId, outcome: 'failed', detail: `${exchange.stage}: ${exchange.detail}` };
      case 'answered':
        return { courseId, ...answerOf(exchange.status, new TextDecoder().decode(exchange.body)) };
      default:
        return assertNever(exchange);
    }
  }
}

function answerOf(status: number, body: string): Omit<PensResult, 'courseId'> {
  const answer = status === 200 ? readPensAnswer(body) : { kind: 'not-pens' as const };
  switch (answer.kind) {
    case 'accepted':
      return { outcome: 'accepted', detail: 'The LMS will fetch the package.' };
    case 'refused':
      return { outcome: 'refused', detail: `The LMS answered error=${answer.error}: ${answer.text}` };
    case 'not-pens':
      return {
        outcome: 'not-pens',
        detail: `The address answered ${status}, but not as PENS does. Is it the LMS's PENS address?`,
      };
    default:
      return assertNever(answer);
  }
}
