import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/access.decorators.js';

export type ReadinessVerdict = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** Whether the service may get work; each part adds its own check. */
export class Readiness {
  private readonly checks: (() => ReadinessVerdict | Promise<ReadinessVerdict>)[] = [];

  add(check: () => ReadinessVerdict | Promise<ReadinessVerdict>): void {
    this.checks.push(check);
  }

  async verdict(): Promise<ReadinessVerdict> {
    for (const check of this.checks) {
      const verdict = await check();
      if (!verdict.ready) return verdict;
    }
    return { ready: true };
  }
}

@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process lives. */
  @Get('healthz')
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  /** The process may get work. */
  @Get('readyz')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: 'ready' } | { status: 'not-ready'; why: string }> {
    const verdict = await this.readiness.verdict();
    if (verdict.ready) return { status: 'ready' };
    void reply.status(503);
    return { status: 'not-ready', why: verdict.why };
  }
}
