import { CourseState, TenantState } from '@aicc-bridge/contracts';
import { profileOf } from '@aicc-bridge/lms-profiles';
import type { DeliveryFacts } from './delivery/delivery-facts.js';
import { NEW_SESSION, type SessionState } from './delivery/session-state.js';

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

export const T0 = Date.parse('2026-11-24T10:00:00Z');
export const minutes = (n: number): number => n * 60_000;

export function wireOf(id: string): DeliveryFacts['profile'] {
  const found = profileOf(id);
  if (found.kind !== 'profile') throw new Error(found.detail);
  return found.profile.wire;
}
export const generic = wireOf('generic');

export type MoreFacts = Partial<Omit<DeliveryFacts, 'session'>> & { session?: Partial<SessionState> };

/** A launch that was opened, watched to 45 % and not reported yet. */
export function aDelivery({ session, ...more }: MoreFacts = {}): DeliveryFacts {
  return {
    launchId: 'l1',
    phase: 'reporting',
    startedAt: T0,
    desiredVersion: 5,
    heldBackUntil: null,
    progress: { percent: 45, complete: false, counted: true },
    sessionSeconds: 90,
    location: 'u1@45',
    activity: { presenceAt: T0, leftSeenAt: null, lastViewingAt: T0, openViewings: 1, endedViewings: 0 },
    supersededAt: null,
    predecessorOpen: false,
    device: 'desktop',
    tenant: { enabled: true, reportingMode: 'send', reportMobile: false, hostListed: true },
    profile: generic,
    ...more,
    session: { ...NEW_SESSION, mode: 'normal', lms: { status: 'not attempted', percent: null }, ...session },
  };
}
