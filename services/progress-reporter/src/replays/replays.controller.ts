import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { LaunchId, OUTCOMES, REPLAY_VERDICTS, type ReplayVerdict, TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock, CurrentPrincipal, Log, type Principal } from '@aicc-bridge/platform';
import { z } from 'zod';
import { DeliveryBell } from '../delivery/delivery-bell.js';
import { scopeOf } from '../reports/report-scope.guard.js';
import { type JudgedLaunch, ReplaysStore } from './replays.store.js';

const at = z.iso.datetime({ offset: true });
const ReplayRequest = z
  .object({
    tenantId: TenantId.optional(),
    launchIds: z.array(LaunchId).min(1).max(1_000).optional(),
    outcome: z.enum(OUTCOMES).optional(),
    host: z.string().max(300).optional(),
    from: at.optional(),
    to: at.optional(),
  })
  .refine(({ launchIds, outcome, host, from }) => launchIds ?? outcome ?? host ?? from, {
    error: 'name what to replay: launchIds, outcome, host or from',
  });
type ReplayRequest = z.infer<typeof ReplayRequest>;

const MAY_LOOK = ['publisher-admin', 'publisher-support', 'tenant-admin', 'tenant-viewer'] as const;
const MAY_REPLAY = ['publisher-admin', 'publisher-support', 'tenant-admin'] as const;

interface ReplayPreview {
  readonly counts: Readonly<Record<ReplayVerdict, number>>;
  readonly launches: readonly JudgedLaunch[];
  /** there are more than one call takes: call again afterwards */
  readonly more: boolean;
}

/** Send again by hand. It cannot be undone, and it cannot lower anything. */
@ApiTags('replays')
@Controller('api/replays')
export class ReplaysController {
  constructor(
    private readonly replays: ReplaysStore,
    private readonly bell: DeliveryBell,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** What a replay would do: which launches the LMS can still take, and which need the learner to open the course once more. */
  @Allow(...MAY_LOOK)
  @Post('preview')
  @HttpCode(200)
  async preview(
    @Body({ schema: ReplayRequest }) request: ReplayRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ReplayPreview> {
    return withCounts(await this.replays.judge({ ...request, tenantId: scopeOf(principal, request.tenantId) }));
  }

  @Allow(...MAY_REPLAY)
  @Post()
  @HttpCode(202)
  async replay(
    @Body({ schema: ReplayRequest }) request: ReplayRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ReplayPreview & { readonly replayed: number }> {
    const preview = await this.preview(request, principal);
    const wanted = preview.launches.filter(({ verdict }) => verdict === 'asks-and-sends');
    const replayed = await this.replays.replay(
      wanted.map(({ launchId }) => launchId),
      this.clock.now(),
    );
    this.bell.ring();
    this.log.info('launches.replayed', { by: principal.role, tenantId: principal.tenantId, replayed: replayed.length });
    return { ...preview, replayed: replayed.length };
  }
}

function withCounts({ launches, more }: { launches: readonly JudgedLaunch[]; more: boolean }): ReplayPreview {
  const counts = Object.fromEntries(
    REPLAY_VERDICTS.map((verdict) => [verdict, launches.filter((one) => one.verdict === verdict).length]),
  ) as Record<ReplayVerdict, number>;
  return { counts, launches, more };
}
