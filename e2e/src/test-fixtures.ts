import type { RunningSimulator } from '@aicc-bridge/lms-simulator';

export const COURSE_ID = 'ladders';

/** One unit of 100 media seconds. */
export function aTestCourse(): Readonly<Record<string, unknown>> {
  return {
    courseId: COURSE_ID,
    aggregateVersion: 1,
    state: 'published',
    externalId: 'EXT/1',
    title: 'Ladder Safety Basics',
    authors: [],
    description: '',
    language: 'en',
    kind: 'course',
    topics: [],
    units: [{ unitId: 'u1', title: 'One', seconds: 100 }],
    completionThresholdPercent: 95,
  };
}

/** A tenant that reports at once: no pace, no gap between requests. */
export function aTestTenant(
  tenantId: string,
  hosts: readonly { readonly name: string; readonly port: number; readonly http: boolean }[],
): Readonly<Record<string, unknown>> {
  return {
    tenantId,
    aggregateVersion: 1,
    state: 'active',
    name: 'Northwind',
    enabled: true,
    hosts,
    frameHosts: [],
    profile: { id: 'generic', overrides: { minIntervalSeconds: 0, gapBetweenRequestsMs: 0 } },
    reportingMode: 'send',
    reportMobile: false,
    joinWithoutLaunchId: false,
    afterCompletion: 'new-attempt',
    launchKeys: [],
  };
}

/** As if its package had been imported. */
export function installCourse({ lms }: RunningSimulator, masteryScore = ''): void {
  lms.courses.set(COURSE_ID, {
    id: COURSE_ID,
    title: 'Ladder Safety Basics',
    description: '',
    systemId: COURSE_ID,
    fileName: `http://localhost/aicc/launch/k/${COURSE_ID}`,
    webLaunch: '',
    masteryScore,
    maxTimeAllowed: '',
    timeLimitAction: '',
    coreVendor: '',
  });
}
