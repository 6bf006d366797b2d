import { Injectable } from '@nestjs/common';
import { LaunchFrameRefused, mayFrame } from '@aicc-bridge/contracts';
import { returnedRows } from '@aicc-bridge/database';
import { Outbox } from '@aicc-bridge/messaging';
import { Clock, Keyring, newId } from '@aicc-bridge/platform';
import { z } from 'zod';
import { launchEvent } from '../aicc-launch/launch-event.provider.js';
import { digestOf } from '../browser/visitor.js';
import { ReadModels } from '../read-models.store.js';

/** Taken once: a page that is shown again, or a report that is sent again, is the same frame. */
const TAKE = `
  update pending_launches set frame_refused_at = $2
  where handle_digest = $1 and expires_at > $2 and frame_refused_at is null and frame_origin_sealed is not null
  returning tenant_id as "tenantId", frame_origin_sealed as sealed`;
const Taken = z.array(z.object({ tenantId: z.string(), sealed: z.string() }));

/** Frames that browsers refused to show, told to whoever suggests hosts. */
@Injectable()
export class FrameRefusals {
  constructor(
    private readonly outbox: Outbox,
    private readonly readModels: ReadModels,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells it once per launch, and only of an origin that is not on the tenant's list. The origin is the launch's own: what a report says
   * about that is nothing to believe.
   *
   * @returns what was told, or null
   */
  async tell(handle: string): Promise<LaunchFrameRefused | null> {
    const digest = digestOf(handle);
    return this.outbox.transaction(async (tx, add) => {
      const now = this.clock.now();
      const [taken] = Taken.parse(returnedRows(await tx.query(TAKE, [digest, now])));
      if (taken === undefined) return null;
      const origin = this.keyring.unseal(taken.sealed, `${digest}/frame_origin`);
      const tenant = await this.readModels.tenant(taken.tenantId);
      if (tenant === null || mayFrame(tenant, origin)) return null;
      const refused = LaunchFrameRefused.parse({
        launchId: newId(),
        tenantId: taken.tenantId,
        origin,
        at: now.toISOString(),
      });
      await add([launchEvent('launch.frame-refused', refused.launchId, now, refused)]);
      return refused;
    });
  }
}
