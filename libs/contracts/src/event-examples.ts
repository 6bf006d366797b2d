import type { z } from 'zod';
import { CourseState } from './course-state.js';
import { DeliveryOutcome } from './delivery-outcomes.js';
import { ApiKeyState, IdentityKeyState } from './identity-events.js';
import { LAUNCH_EVENTS, LearnerErased } from './launch-events.js';
import { TenantState } from './tenant-state.js';
import type { Topic } from './topics.js';
import { VIEWING_EVENTS } from './viewing-events.js';

/** One type of event on the bus: its topic, the schema of its data, and an example of them. */
export interface EventKind {
  readonly topic: Topic;
  /** CloudEvents type */
  readonly type: string;
  readonly schema: z.ZodType;
  /** what the schema takes; the generated references show it */
  readonly example: unknown;
}

const ids = {
  tenant: '0193b2a0-0000-7000-8000-00000000000a',
  launch: '0193b2a0-0000-7000-8000-000000000001',
  learner: '0193b2a0-0000-7000-8000-00000000001a',
  apiKey: '0193b2a0-0000-7000-8000-0000000000aa',
};
const at = '2026-11-24T14:02:05Z';
const launchKey = 'k3m9q2v7x4b8n1c6z5p0s7d2fh';
const viewing = {
  launchId: ids.launch,
  viewingId: 'player-7f3k-1',
  tenantId: ids.tenant,
  learnerId: ids.learner,
  courseId: 'ladder-safety',
};
const declined = {
  launchId: ids.launch,
  tenantId: ids.tenant,
  launchKey,
  courseId: 'ladder-safety',
  learnerId: null,
  host: 'lms2.acme.example',
  at,
};

/** Every event of the bus (design §5); JSON Schema, AsyncAPI and the example files are made from it. */
export const EVENT_KINDS: readonly EventKind[] = [
  {
    topic: 'settings.tenants.v1',
    type: 'settings.tenant',
    schema: TenantState,
    example: {
      tenantId: ids.tenant,
      aggregateVersion: 4,
      state: 'active',
      name: 'Acme Corp',
      enabled: true,
      hosts: [{ name: 'learn.acme.example', port: 443, http: false }],
      frameHosts: ['https://learn.acme.example'],
      profile: { id: 'moodle', overrides: {} },
      reportingMode: 'send',
      reportMobile: false,
      joinWithoutLaunchId: false,
      afterCompletion: 'new-attempt',
      launchKeys: [{ key: launchKey, state: 'current' }],
      saml: null,
    },
  },
  {
    topic: 'settings.api-keys.v1',
    type: 'settings.api-key',
    schema: ApiKeyState,
    example: {
      apiKeyId: ids.apiKey,
      aggregateVersion: 1,
      state: 'active',
      name: 'playback service',
      sha256: 'a'.repeat(64),
      role: 'events-writer',
      tenantId: null,
    },
  },
  {
    topic: 'identity.keys.v1',
    type: 'identity.key',
    schema: IdentityKeyState,
    example: {
      kind: 'signing-key',
      keyId: '2026-11-a',
      aggregateVersion: 1,
      state: 'active',
      publicJwk: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    },
  },
  {
    topic: 'catalog.courses.v1',
    type: 'catalog.course',
    schema: CourseState,
    example: {
      courseId: 'ladder-safety',
      aggregateVersion: 2,
      state: 'published',
      externalId: 'LS/101',
      title: 'Ladder Safety Basics',
      authors: ['Example Learning'],
      description: 'How to choose, set up and climb a ladder safely.',
      language: 'en',
      kind: 'course',
      topics: ['safety'],
      units: [{ unitId: 'u1', title: 'Choosing a ladder', seconds: 120 }],
      completionThresholdPercent: 95,
    },
  },
  ...launchEvents(),
  {
    topic: 'learner.erased.v1',
    type: 'learner.erased',
    schema: LearnerErased,
    example: { tenantId: ids.tenant, learnerId: ids.learner, by: `person:${ids.apiKey}`, at },
  },
  ...viewingEvents(),
  {
    topic: 'delivery.outcomes.v1',
    type: 'delivery.outcome.v1',
    schema: DeliveryOutcome,
    example: {
      launchId: ids.launch,
      aggregateVersion: 7,
      tenantId: ids.tenant,
      learnerId: ids.learner,
      courseId: 'ladder-safety',
      outcome: 'confirmed',
      waitingFor: null,
      ruleId: null,
      desired: { status: 'completed', percent: 100, version: 9 },
      acknowledged: { status: 'completed', percent: 100, version: 9, at },
      sessionOver: false,
      verdict: null,
      receipt: '7F3K',
      at,
    },
  },
];

function launchEvents(): EventKind[] {
  const examples: Record<keyof typeof LAUNCH_EVENTS, unknown> = {
    'launch.started': {
      launchId: ids.launch,
      tenantId: ids.tenant,
      launchKey,
      courseId: 'ladder-safety',
      learnerId: ids.learner,
      device: 'desktop',
      host: 'learn.acme.example',
      port: 443,
      aiccUrlSealed: 'k1.…',
      aiccSidSealed: 'k1.…',
      startedAt: at,
    },
    'launch.presence': { launchId: ids.launch, at },
    'launch.left': { launchId: ids.launch, at },
    'launch.refused': { ...declined, ruleId: 'S29' },
    'launch.not-reported': { ...declined, ruleId: 'missing-sid', host: null },
    'launch.frame-refused': { launchId: ids.launch, tenantId: ids.tenant, origin: 'https://portal.acme.example', at },
  };
  return Object.entries(LAUNCH_EVENTS).map(([type, schema]) => ({
    topic: 'launch.sessions.v1',
    type,
    schema,
    example: examples[type as keyof typeof LAUNCH_EVENTS],
  }));
}

function viewingEvents(): EventKind[] {
  const examples: Record<keyof typeof VIEWING_EVENTS, unknown> = {
    'viewing.segment.v1': {
      ...viewing,
      unitId: 'u1',
      from: 0,
      to: 12.5,
      startedAt: '2026-11-24T14:01:52Z',
      endedAt: at,
    },
    'viewing.progress.v1': { ...viewing, percent: 40, at },
    'viewing.completed.v1': { ...viewing, at },
    'viewing.ended.v1': { ...viewing, at },
    'viewing.left.v1': { launchId: ids.launch, at },
  };
  return Object.entries(VIEWING_EVENTS).map(([type, schema]) => ({
    topic: 'viewing.events.v1',
    type,
    schema,
    example: examples[type as keyof typeof VIEWING_EVENTS],
  }));
}
