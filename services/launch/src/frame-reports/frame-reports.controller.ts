import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Log, Public } from '@aicc-bridge/platform';
import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { FrameRefusals } from './frame-refusals.store.js';
import { saysFrameRefused } from './read-csp-report.js';

/** Several times what a browser writes. */
const MOST_BYTES = 8_192;
const PER_MINUTE = 60;
const Handle = z.string().regex(/^[\w-]{24}$/);
const Chunk = z.instanceof(Uint8Array);

/** Where browsers report that they refused to show a learner's page in a frame (design §8). */
@ApiTags('frame reports')
@Controller('aicc/csp-reports')
export class FrameReportsController {
  // Of this process and no table's: whoever floods us must not make us write.
  private readonly limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });

  constructor(
    private readonly refusals: FrameRefusals,
    private readonly log: Log,
  ) {}

  /** Takes `application/csp-report` and `application/reports+json`. The answer is the same whatever comes: it tells nothing about the handle. */
  @Public()
  @Post(':handle')
  @HttpCode(204)
  async report(
    @Param('handle') handle: string,
    @Body() body: unknown,
    @Req() { ip }: Pick<FastifyRequest, 'ip'>,
  ): Promise<void> {
    if (!(await this.mayReport(ip))) return;
    const text = await shortText(body);
    if (text === null || !Handle.safeParse(handle).success || !saysFrameRefused(text)) return;
    const told = await this.refusals.tell(handle);
    if (told !== null) this.log.info('launch.frame-refused', { tenantId: told.tenantId, origin: told.origin });
  }

  private mayReport(address: string): Promise<boolean> {
    return this.limiter.consume(address).then(
      () => true,
      () => false,
    );
  }
}

/** The body as text, or null if it is too long; it is read to its end either way, so that the answer arrives. */
async function shortText(body: unknown): Promise<string | null> {
  if (!(body instanceof Readable)) return null;
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const part = Chunk.parse(chunk);
    bytes += part.length;
    if (bytes <= MOST_BYTES) kept.push(part);
  }
  return bytes <= MOST_BYTES ? Buffer.concat(kept).toString('utf8') : null;
}
