import { assertNever } from './assert-never.js';
import { type CloudEvent, describeIssues } from './cloud-event.js';
import {
  ViewingCompleted,
  ViewingEnded,
  ViewingLeft,
  type ViewingEvent,
  type ViewingEventType,
  VIEWING_EVENTS,
  ViewingProgress,
  ViewingSegment,
} from './viewing-events.js';

export type ReadViewingEvent =
  | { readonly kind: 'viewing'; readonly event: ViewingEvent }
  | { readonly kind: 'unknown-type'; readonly type: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads the data of an event by its type. Unknown types are skipped and counted (design §5), never fatal. Never throws. */
export function readViewingEvent(event: CloudEvent): ReadViewingEvent {
  if (!isViewingType(event.type)) return { kind: 'unknown-type', type: event.type };
  switch (event.type) {
    case 'viewing.segment.v1':
      return of(event.type, ViewingSegment.safeParse(event.data), (data) => ({ type: 'viewing.segment.v1', data }));
    case 'viewing.progress.v1':
      return of(event.type, ViewingProgress.safeParse(event.data), (data) => ({ type: 'viewing.progress.v1', data }));
    case 'viewing.completed.v1':
      return of(event.type, ViewingCompleted.safeParse(event.data), (data) => ({ type: 'viewing.completed.v1', data }));
    case 'viewing.ended.v1':
      return of(event.type, ViewingEnded.safeParse(event.data), (data) => ({ type: 'viewing.ended.v1', data }));
    case 'viewing.left.v1':
      return of(event.type, ViewingLeft.safeParse(event.data), (data) => ({ type: 'viewing.left.v1', data }));
    default:
      return assertNever(event.type);
  }
}

type CloudEventOfType = CloudEvent & { readonly type: ViewingEventType };
function isViewingType(type: string): type is ViewingEventType {
  return Object.hasOwn(VIEWING_EVENTS, type);
}

type Parsed<T> = { success: true; data: T } | { success: false; error: Parameters<typeof describeIssues>[0] };
function of<T>(type: CloudEventOfType['type'], parsed: Parsed<T>, wrap: (data: T) => ViewingEvent): ReadViewingEvent {
  if (parsed.success) return { kind: 'viewing', event: wrap(parsed.data) };
  return { kind: 'invalid', reason: `${type}: ${describeIssues(parsed.error)}` };
}
