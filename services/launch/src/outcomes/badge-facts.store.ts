import { Injectable } from '@nestjs/common';
import type { DeliveryOutcome } from '@aicc-bridge/contracts';
import { LaunchesStore, type OpenLaunch } from '../aicc-launch/launches.store.js';
import { ReadModels } from '../read-models.store.js';
import type { LocalReason } from './badge-of.js';
import { OutcomesStore } from './outcomes.store.js';

export interface KnownOfLaunch {
  readonly launch: OpenLaunch;
  readonly outcome: DeliveryOutcome | null;
  readonly local: LocalReason | null;
  /** title of the course that was opened from the LMS instead (S51) */
  readonly otherCourseTitle: string | null;
}

/** All that a launch's badge is made of. */
@Injectable()
export class BadgeFacts {
  constructor(
    private readonly launches: LaunchesStore,
    private readonly outcomes: OutcomesStore,
    private readonly readModels: ReadModels,
  ) {}

  async of(launchId: string): Promise<KnownOfLaunch | null> {
    const launch = await this.launches.one(launchId);
    if (launch === null) return null;
    const tenant = await this.readModels.tenant(launch.tenantId);
    const mobile = launch.device === 'mobile' && tenant?.reportMobile !== true;
    const local: LocalReason | null = launch.ruleId ?? (mobile ? 'S53' : null);
    const other = launch.otherCourseId === null ? null : await this.readModels.course(launch.otherCourseId);
    return {
      launch,
      outcome: local === null ? await this.outcomes.of(launchId) : null,
      local,
      otherCourseTitle: other?.title ?? launch.otherCourseId,
    };
  }
}
