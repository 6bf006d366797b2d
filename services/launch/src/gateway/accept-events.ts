import { describeIssues, readViewingEvent, type ViewingEvent } from '@aicc-bridge/contracts';
import { z } from 'zod';

/** One event as a playback service or the player posts it: the type and data of the bus, and an id that makes repeats harmless. */
export const PostedEvent = z.object({
  type: z.string().max(200),
  id: z.string().min(1).max(200),
  data: z.record(z.string(), z.unknown()),
});
export const PostedBatch = z.object({ events: z.array(z.unknown()).min(1).max(1_000) });
export type PostedBatch = z.infer<typeof PostedBatch>;

/** Who posts: a launch's own player, or a playback service. */
export type Poster =
  | {
      readonly kind: 'launch';
      readonly launchId: string;
      readonly tenantId: string;
      readonly learnerId: string;
      readonly courseId: string;
    }
  | { readonly kind: 'api-key'; readonly tenantId: string | null };

/** All that watching is made of; leaving is told by launch itself. */
export type PostableEvent = Exclude<ViewingEvent, { type: 'viewing.left.v1' }>;

export type AcceptedEvent =
  | { readonly kind: 'accepted'; readonly id: string; readonly event: PostableEvent }
  | { readonly kind: 'refused'; readonly id: string | null; readonly detail: string };

/** Judges one posted event. A launch token speaks for its launch only, whatever the body says; another course is S51 (design §5). Never throws. */
export function acceptEvent(given: unknown, poster: Poster): AcceptedEvent {
  const posted = PostedEvent.safeParse(given);
  if (!posted.success) return { kind: 'refused', id: null, detail: describeIssues(posted.error) };
  const { id, type } = posted.data;
  const { courseId } = posted.data.data;
  if (poster.kind === 'launch' && courseId !== undefined && courseId !== poster.courseId)
    return { kind: 'refused', id, detail: `courseId: only "${poster.courseId}" was opened from the LMS (S51)` };
  const bound =
    poster.kind === 'launch'
      ? { launchId: poster.launchId, tenantId: poster.tenantId, learnerId: poster.learnerId, courseId: poster.courseId }
      : {};
  const data = { ...posted.data.data, ...bound };
  const read = readViewingEvent({ specversion: '1.0', id, source: '/gateway', type, data });
  switch (read.kind) {
    case 'viewing':
      if (read.event.type === 'viewing.left.v1')
        return {
          kind: 'refused',
          id,
          detail: 'type: only POST /learn/launches/{launchId}/leave says that a launch was left',
        };
      if (poster.kind === 'api-key' && poster.tenantId !== null && read.event.data.tenantId !== poster.tenantId) {
        return { kind: 'refused', id, detail: 'tenantId: this API key belongs to another organisation' };
      }
      return { kind: 'accepted', id, event: read.event };
    case 'unknown-type':
      return {
        kind: 'refused',
        id,
        detail: `type: "${type}" is not known; send viewing.segment.v1, viewing.progress.v1, viewing.completed.v1 or viewing.ended.v1`,
      };
    case 'invalid':
      return { kind: 'refused', id, detail: read.reason };
  }
}
