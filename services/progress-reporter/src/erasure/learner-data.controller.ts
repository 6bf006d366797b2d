import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TenantId } from '@aicc-bridge/contracts';
import { Allow, Clock } from '@aicc-bridge/platform';
import { z } from 'zod';
import { type HeldOfLearner, LearnerDataStore } from './learner-data.store.js';

const LearnerId = z.uuid();

/** What the reports hold of one learner: counted before an erasure, or all of it as a file. */
@ApiTags('learner data')
@Controller('api/launches/-/tenants/:tenantId/learners/:learnerId')
export class LearnerDataController {
  constructor(
    private readonly store: LearnerDataStore,
    private readonly clock: Clock,
  ) {}

  /** What an erasure would take away here. */
  @Allow('publisher-admin', 'tenant-admin')
  @Get('erasure')
  preview(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('learnerId', { schema: LearnerId }) learnerId: string,
  ): Promise<HeldOfLearner> {
    return this.store.count({ tenantId, learnerId });
  }

  /** The progress-reporter's part of a learner's data: launches, viewing, attempts, identities, messages to the LMS. */
  @Allow('publisher-admin', 'tenant-admin')
  @Get('export')
  @Header('cache-control', 'private, no-store')
  async export(
    @Param('tenantId', { schema: TenantId }) tenantId: TenantId,
    @Param('learnerId', { schema: LearnerId }) learnerId: string,
  ): Promise<{ service: string; exportedAt: Date; [part: string]: unknown }> {
    const data = await this.store.all({ tenantId, learnerId });
    return { service: 'progress-reporter', exportedAt: this.clock.now(), ...data };
  }
}
