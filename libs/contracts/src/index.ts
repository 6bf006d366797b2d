export { assertNever } from './assert-never.js';
export { CloudEvent, describeIssues, readCloudEvent, type ReadEvent } from './cloud-event.js';
export { CONNECTION_CHECK, CourseKind, CourseState, CourseUnit } from './course-state.js';
export { EVENT_KINDS, type EventKind } from './event-examples.js';
export { DeliveryOutcome, Outcome, OUTCOMES, Verdict, WaitingReason } from './delivery-outcomes.js';
export {
  AccessClaims,
  API_KEY_ROLES,
  ApiKeyRole,
  ApiKeyState,
  IdentityKeyState,
  Role,
  ROLES,
} from './identity-events.js';
export { FrameOrigin, frameOrigins, mayFrame } from './frame-origins.js';
export { CourseId, LaunchId, LaunchKey, LearnerId, TenantId, UnitId } from './ids.js';
export {
  Device,
  LAUNCH_EVENTS,
  LaunchDeclined,
  LaunchFrameRefused,
  LaunchLeft,
  LaunchPresence,
  LaunchStarted,
  LearnerErased,
} from './launch-events.js';
export { LINT_CURES, LINT_REASONS, type LintCureId, type LintReasonId } from './lint-sentences.js';
export { PROBE_CURES, PROBE_DETAILS, type ProbeCureId, type ProbeDetailId } from './probe-sentences.js';
export { readViewingEvent, type ReadViewingEvent } from './read-viewing-event.js';
export { Rejected } from './rejected.js';
export { PROBE_STEPS, type ProbeStepName, REPLAY_VERDICTS, type ReplayVerdict } from './report-words.js';
export { ROUTES, serviceOfPath } from './routes.js';
export { RULE_IDS, type RuleId, RULES } from './rules.js';
export { SamlConnection } from './saml-connection.js';
export { HostUse, TenantSettings } from './tenant-settings.js';
export { LaunchKeyState, LmsHost, ReportingMode, TenantState } from './tenant-state.js';
export { type ServiceName, SERVICES, type Topic, type TopicFacts, TOPIC_NAMES, TOPICS } from './topics.js';
export { type CauseId, CAUSES, type CureId, CURES, fillSentence, type SentenceValues } from './verdict-sentences.js';
export {
  ViewingCompleted,
  ViewingEnded,
  type ViewingEvent,
  VIEWING_EVENTS,
  type ViewingEventType,
  ViewingProgress,
  ViewingSegment,
} from './viewing-events.js';
