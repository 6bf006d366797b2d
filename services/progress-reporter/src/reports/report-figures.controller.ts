import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { LaunchId, TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock, CurrentPrincipal, notFound, type Principal } from '@aicc-bridge/platform';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { HistoryStore, type LaunchHistory } from './history.store.js';
import { csvLine, LAUNCH_COLUMNS, launchCells } from './launches-csv.js';
import { LaunchQuery } from './launches.controller.js';
import { type LaunchFilter, LaunchesStore } from './launches.store.js';
import { type OutcomeCounts, ReportFiguresStore } from './report-figures.store.js';
import { REPORT_READERS, scopeOf } from './report-scope.guard.js';

const InTenant = z.object({ tenantId: TenantId.optional() });
type InTenant = z.infer<typeof InTenant>;
const PAGE = 200;

/** What stands around the list of launches: figures and exports. */
@ApiTags('launches')
@Controller('api/launches')
export class ReportFiguresController {
  constructor(
    private readonly launches: LaunchesStore,
    private readonly figures: ReportFiguresStore,
    private readonly launchHistory: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** How many launches of a list came to which outcome; over its newest 20,000. */
  @Allow(...REPORT_READERS)
  @Get('-/counts')
  counts(
    @Query({ schema: LaunchQuery }) query: LaunchQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<OutcomeCounts> {
    return this.figures.counts({ ...query, tenantId: scopeOf(principal, query.tenantId) });
  }

  /** The last 24 hours by hour and tenant (of very many those that matter most), and what kept launches of the last 7 days from being confirmed. */
  @Allow(...REPORT_READERS)
  @Get('-/history')
  history(
    @Query({ schema: InTenant }) { tenantId }: InTenant,
    @CurrentPrincipal() principal: Principal,
  ): Promise<LaunchHistory> {
    return this.launchHistory.read(scopeOf(principal, tenantId), this.clock.now());
  }

  /** The same list as a table for spreadsheets; it ends where the list ends. */
  @Allow(...REPORT_READERS)
  @Get('-/csv')
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'one line per launch, newest first' })
  async csv(
    @Query({ schema: LaunchQuery }) query: LaunchQuery,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = { ...query, tenantId: scopeOf(principal, query.tenantId) };
    await reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="launches.csv"')
      .header('cache-control', 'private, no-store')
      .send(Readable.from(this.csvLines(filter)));
  }

  /** What was watched in a launch and counted, unit by unit; and how much did not count, by which rule. */
  @Allow(...REPORT_READERS)
  @Get(':launchId/viewing')
  async viewing(
    @Param('launchId', { schema: LaunchId }) launchId: LaunchId,
    @CurrentPrincipal() { tenantId }: Principal,
  ): ReturnType<ReportFiguresStore['viewing']> {
    if ((await this.launches.one(launchId, tenantId)) === null) throw notFound(`launch ${launchId}`);
    return this.figures.viewing(launchId);
  }

  private async *csvLines(filter: Omit<LaunchFilter, 'limit' | 'after'>): AsyncGenerator<string> {
    yield csvLine(LAUNCH_COLUMNS);
    for (let after: string | undefined; ;) {
      const page = await this.launches.list({ ...filter, after, limit: PAGE });
      yield (page?.launches ?? []).map((launch) => csvLine(launchCells(launch))).join('');
      if (!page?.next) return;
      after = page.next;
    }
  }
}
