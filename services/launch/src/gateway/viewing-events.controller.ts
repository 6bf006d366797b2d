import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Outbox, outgoingEvent } from '@aicc-bridge/messaging';
import { Allow, Clock, CurrentPrincipal, type Principal } from '@aicc-bridge/platform';
import { acceptEvent, type AcceptedEvent, PostedBatch, type Poster } from './accept-events.js';

/** The door for playback services without Kafka, and for our own player. */
@ApiTags('viewing events')
@Controller('api/viewing-events')
export class ViewingEventsController {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Up to 1,000 events; good ones are kept though others are refused. Repeats with the same id change nothing. */
  @Allow('events-writer', 'launch')
  @Post()
  @HttpCode(202)
  async post(
    @Body({ schema: PostedBatch }) { events }: PostedBatch,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ accepted: number; items: unknown[] }> {
    const poster = posterOf(principal);
    const judged = events.map((event) => acceptEvent(event, poster));
    const accepted = judged.filter((one) => one.kind === 'accepted');
    const source = poster.kind === 'launch' ? `/aicc-bridge/launch/${poster.launchId}` : '/aicc-bridge/gateway';
    await this.outbox.transaction((_tx, add) =>
      add(
        accepted.map(({ id, event }) =>
          outgoingEvent({
            topic: 'viewing.events.v1',
            key: event.data.launchId ?? event.data.viewingId,
            type: event.type,
            source,
            id,
            time: this.clock.now(),
            data: event.data,
          }),
        ),
      ),
    );
    return { accepted: accepted.length, items: judged.map(itemOf) };
  }
}

function posterOf(principal: Principal): Poster {
  if (principal.kind === 'launch') return principal;
  return { kind: 'api-key', tenantId: principal.tenantId };
}

function itemOf(one: AcceptedEvent): unknown {
  return one.kind === 'accepted'
    ? { id: one.id, outcome: 'accepted' }
    : { id: one.id, outcome: 'refused', detail: one.detail };
}
