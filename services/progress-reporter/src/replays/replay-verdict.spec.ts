import { expect, test } from '@jest/globals';
import type { ReplayVerdict } from '@aicc-bridge/contracts';
import { type ReplayCandidate, replayVerdict } from './replay-verdict.js';

const open: ReplayCandidate = { phase: 'reporting', outcome: 'waiting', leased: false, counted: true };

test.each<[string, Partial<ReplayCandidate>, ReplayVerdict]>([
  ['an open session that waits', {}, 'asks-and-sends'],
  ['an open session that is confirmed: the LMS may have lost it', { outcome: 'confirmed' }, 'asks-and-sends'],
  ['one that is on the wire now', { leased: true }, 'being-sent-now'],
  ['a session that is over', { phase: 'over', outcome: 'needs-relaunch' }, 'needs-relaunch'],
  ['a session that is over and confirmed', { phase: 'over', outcome: 'confirmed' }, 'nothing-to-send'],
  ['one in which nothing counted', { counted: false }, 'nothing-to-send'],
  ['one on a phone', { phase: 'over', outcome: 'not-reported' }, 'not-reported'],
  ['one whose learner was erased', { phase: 'over', outcome: 'expired' }, 'not-reported'],
  ['one with somebody else’s Student_ID', { phase: 'over', outcome: 'refused' }, 'not-reported'],
])('%s', (_what, more, verdict) => expect(replayVerdict({ ...open, ...more })).toBe(verdict));
