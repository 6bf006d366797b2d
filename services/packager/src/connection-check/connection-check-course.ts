import { CONNECTION_CHECK, CourseState } from '@aicc-bridge/contracts';

/** Where the test course's video is: this service brings it along. */
export const CONNECTION_CHECK_VIDEO = '/api/courses/-/connection-check.webm';

/**
 * The test course of "Test integration": a minute long, so that progress and completion are both seen. When it changes, every
 * consumer gets it again, with the next version.
 */
export const CONNECTION_CHECK_COURSE = CourseState.parse({
  courseId: CONNECTION_CHECK,
  aggregateVersion: 1,
  state: 'published',
  title: 'Connection Check',
  authors: ['aicc-bridge'],
  description:
    'A one-minute test course. Open it from your LMS, watch the minute, and see in your LMS whether progress and completion arrive.',
  language: 'en',
  kind: 'video',
  topics: [],
  units: [{ unitId: 'check', title: 'One minute', seconds: 60, mediaUrl: CONNECTION_CHECK_VIDEO }],
  completionThresholdPercent: 95,
});
