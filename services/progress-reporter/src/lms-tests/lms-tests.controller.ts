import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { encodeHacpRequest } from '@aicc-bridge/aicc';
import { TenantId } from '@aicc-bridge/contracts';
import { HacpClient } from '@aicc-bridge/hacp-client';
import { Allow, beginEventStream, Clock, Log, notFound } from '@aicc-bridge/platform';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { tenants } from '../read-models.store.js';
import { probeSteps } from './probe-steps.js';

const LmsTest = z
  .object({
    /** a host of the tenant's list, with its port if that is not 443 */
    host: z
      .string()
      .trim()
      .max(300)
      .refine((text) => URL.canParse(`https://${text}/`) && !/[/?#@\s]/.test(text), {
        error: 'give only the part between "//" and the next "/", e.g. learn.acme.example (S28)',
      })
      .optional(),
    /** the whole aicc_url, as the LMS gave it at a launch */
    address: z
      .url({ protocol: /^https?$/, error: 'must be the whole address that the LMS gave' })
      .max(2_000)
      .optional(),
  })
  .refine(({ host, address }) => (host === undefined) !== (address === undefined), {
    error: 'give either host or address',
  });
type LmsTest = z.infer<typeof LmsTest>;

const DEADLINE_MS = 10_000;
/** No LMS has it: the probe reads nobody's session and changes nothing. */
const PROBE_SID = 'aiccbridgeprobe';

/** "Test integration": only the progress-reporter ever talks to an LMS, so it runs here. */
@ApiTags('LMS tests')
@Controller('api/lms-tests')
export class LmsTestsController {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(HacpClient) private readonly client: HacpClient,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Steps come as server-sent events: `started`, then one `step` each, then `done`. */
  @Allow('publisher-admin', 'publisher-support', 'tenant-admin')
  @Post('tenants/:tenantId')
  @HttpCode(200)
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'events `started`, `step` {step, state, detail, cure} and `done`' })
  async test(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Body({ schema: LmsTest }) { host, address }: LmsTest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenant = await tenants.get(this.dataSource, tenantId);
    if (tenant === null || tenant.state === 'deleted') throw notFound(`organisation ${tenantId}`);
    const asked = tenant.hosts.find(({ name, port }) => host === name || host === `${name}:${port}`);
    const url = address ?? `${asked?.http === true ? 'http' : 'https'}://${host}/`;
    const stream = events(reply);
    stream('started', { tested: new URL(url).host });
    const exchange = await this.client.exchange({
      url,
      allowedHosts: tenant.hosts,
      body: encodeHacpRequest({ command: 'GetParam', sessionId: PROBE_SID }),
      deadlineMs: DEADLINE_MS,
    });
    const steps = probeSteps(exchange, { kind: address === undefined ? 'host' : 'address' }, this.clock.now());
    for (const step of steps) stream('step', step);
    const failed = steps.filter(({ state }) => state === 'failed').map(({ step }) => step);
    this.log.info('lms.tested', { tenantId, host: new URL(url).host, failed });
    stream('done', { failed: failed.length, warnings: steps.filter(({ state }) => state === 'warning').length });
    reply.raw.end();
  }
}

function events(reply: FastifyReply): (event: string, data: unknown) => void {
  reply.hijack();
  beginEventStream(reply.raw);
  return (event, data) => void reply.raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
