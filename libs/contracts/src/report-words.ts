/** Steps of an integration test that a host name or address alone can answer, in their order (`POST /api/lms-tests`). */
export const PROBE_STEPS = [
  'host-listed',
  'name-resolves',
  'public-address',
  'connects',
  'certificate',
  'https',
  'no-redirect',
  'hacp-answer',
  'answer-time',
] as const;
export type ProbeStepName = (typeof PROBE_STEPS)[number];

/** What a replay would do for a launch now (`POST /api/replays/preview`). */
export const REPLAY_VERDICTS = [
  'asks-and-sends',
  'being-sent-now',
  'needs-relaunch',
  'nothing-to-send',
  'not-reported',
] as const;
export type ReplayVerdict = (typeof REPLAY_VERDICTS)[number];
