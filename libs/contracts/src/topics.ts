/** Every topic of the bus with its kind; `consumers` are the services whose consumer group reads it (design §5). */
export const SERVICES = ['settings', 'launch', 'packager', 'progress-reporter'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface TopicFacts {
  /** `state` = compacted, the last value per key is the truth; `events` = kept for `retentionDays`. */
  readonly kind: 'state' | 'events';
  readonly retentionDays: number | null;
  readonly consumers: readonly ServiceName[];
}

export const TOPICS = {
  'settings.tenants.v1': { kind: 'state', retentionDays: null, consumers: ['launch', 'packager', 'progress-reporter'] },
  'settings.api-keys.v1': {
    kind: 'state',
    retentionDays: null,
    consumers: ['settings', 'launch', 'packager', 'progress-reporter'],
  },
  'identity.keys.v1': {
    kind: 'state',
    retentionDays: null,
    consumers: ['settings', 'launch', 'packager', 'progress-reporter'],
  },
  'catalog.courses.v1': { kind: 'state', retentionDays: null, consumers: ['launch', 'progress-reporter'] },
  'launch.sessions.v1': { kind: 'events', retentionDays: 7, consumers: ['progress-reporter'] },
  'learner.erased.v1': { kind: 'events', retentionDays: 30, consumers: ['settings', 'progress-reporter'] },
  'viewing.events.v1': { kind: 'events', retentionDays: 7, consumers: ['progress-reporter'] },
  'delivery.outcomes.v1': { kind: 'events', retentionDays: 30, consumers: ['launch'] },
  'viewing.rejected.v1': { kind: 'events', retentionDays: 30, consumers: [] },
} as const satisfies Record<string, TopicFacts>;

export type Topic = keyof typeof TOPICS;
export const TOPIC_NAMES = Object.keys(TOPICS) as Topic[];
