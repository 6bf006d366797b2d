import { type RunningSimulator, startSimulator } from '@aicc-bridge/lms-simulator';
import type { SettableClock } from './settable-clock.js';

type Facts = Readonly<Record<string, unknown>>;

/** Units of the course, media seconds. */
export const COURSE = { courseId: 'ladders', units: [{ unitId: 'u1', title: 'One', seconds: 100 }] };

export async function startLms(personality: string, clock: SettableClock): Promise<RunningSimulator> {
  const lms = await startSimulator({
    host: '127.0.0.1',
    port: 0,
    now: () => clock.now().getTime(),
    // A ledger must not forget.
    keptMessages: Infinity,
    learners: [],
  });
  lms.lms.personality = personality;
  setCourse(lms, '');
  return lms;
}

/** The course as it was imported; an admin may have set a mastery score. */
export function setCourse({ lms }: RunningSimulator, masteryScore: string): void {
  lms.courses.set(COURSE.courseId, {
    id: COURSE.courseId,
    title: 'Ladder Safety Basics',
    description: '',
    systemId: COURSE.courseId,
    fileName: `http://localhost/aicc/launch/k/${COURSE.courseId}`,
    webLaunch: '',
    masteryScore,
    maxTimeAllowed: '',
    timeLimitAction: '',
    coreVendor: '',
  });
}

export function aTenant(tenantId: string): Facts {
  return {
    tenantId,
    state: 'active',
    name: 'Northwind',
    enabled: true,
    frameHosts: [],
    reportingMode: 'send',
    reportMobile: false,
    joinWithoutLaunchId: false,
    afterCompletion: 'new-attempt',
    launchKeys: [],
  };
}

export function aCourse(): Facts {
  return {
    ...COURSE,
    aggregateVersion: 1,
    state: 'published',
    externalId: 'EXT/1',
    title: 'Ladder Safety Basics',
    authors: [],
    description: '',
    language: 'en',
    kind: 'course',
    topics: [],
    completionThresholdPercent: 95,
  };
}
