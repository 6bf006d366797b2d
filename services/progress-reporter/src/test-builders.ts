import { CourseState, TenantState } from '@aicc-bridge/contracts';

/** Builders with good defaults, for specs. */
export const ids = {
  launch: '01935d2e-0000-7000-8000-000000000001',
  tenant: '01935d2e-0000-7000-8000-00000000000a',
  otherTenant: '01935d2e-0000-7000-8000-00000000000b',
  learner: '01935d2e-0000-7000-8000-00000000001a',
  otherLearner: '01935d2e-0000-7000-8000-00000000001b',
} as const;

export function aCourse(more: Partial<Record<keyof CourseState, unknown>> = {}): CourseState {
  return CourseState.parse({
    courseId: 'ladders',
    aggregateVersion: 1,
    state: 'published',
    externalId: 'EXT/1',
    title: 'Ladder Safety Basics',
    authors: ['Example Learning'],
    description: '',
    language: 'en',
    kind: 'course',
    topics: [],
    units: [{ unitId: 'u1', title: 'One', seconds: 100 }],
    completionThresholdPercent: 95,
    ...more,
  });
}

export function aTenant(more: Partial<Record<keyof TenantState, unknown>> = {}): TenantState {
  return TenantState.parse({
    tenantId: ids.tenant,
    aggregateVersion: 1,
    state: 'active',
    name: 'Northwind',
    enabled: true,
    hosts: [{ name: 'lms.example.org', port: 443, http: false }],
    frameHosts: [],
    profile: { id: 'generic', overrides: {} },
    reportingMode: 'send',
    reportMobile: false,
    joinWithoutLaunchId: false,
    afterCompletion: 'new-attempt',
    launchKeys: [],
    ...more,
  });
}
