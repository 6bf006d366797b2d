import { describe, expect, test } from '@jest/globals';
import type { Health, HostHealth } from './home.api.js';
import { deliveredOf, troublesOf } from './host-trouble.js';

const now = new Date('2026-11-24T14:04:00Z');
const later = new Date('2026-11-24T14:05:00Z');
const gate = { breaker: 'closed' as const, closedUntil: null, limit: 8, inFlight: 0 };

function aHost(more: Partial<HostHealth> = {}): HostHealth {
  return {
    tenantId: 't',
    host: 'learn.acme.example',
    port: 443,
    open: 0,
    waiting: 0,
    sending: 0,
    confirmed: 10,
    needsRelaunch: 0,
    refused: 0,
    failingSince: null,
    lastConfirmedAt: now,
    lastVerdict: null,
    gate,
    certificate: null,
    ...more,
  };
}
const NOTHING = {
  hosts: 0,
  hostsWaiting: 0,
  waiting: 0,
  sending: 0,
  confirmed: 0,
  needsRelaunch: 0,
  failingSince: null,
};
const health = (...hosts: HostHealth[]): Health => ({
  lastHour: { exchanges: 0, confirmed: 0, medianMs: null, p99Ms: null },
  promptness: [],
  bus: null,
  unclaimedEvents: 0,
  oldestDueMs: 0,
  hosts,
  totals: NOTHING,
});

describe('a host needs attention', () => {
  test.each<[string, Partial<HostHealth>, string[]]>([
    ['not if it answers', {}, []],
    ['if its breaker is open', { waiting: 3, gate: { ...gate, breaker: 'open', closedUntil: later } }, ['open']],
    ['if its breaker lets some through', { waiting: 1, gate: { ...gate, breaker: 'half-open' } }, ['half-open']],
    ['if it has been failing and launches wait', { waiting: 2, failingSince: now }, ['failing']],
    ['not for an old failure that nobody waits for', { failingSince: now }, []],
    ['if learners have to come again', { needsRelaunch: 4 }, ['relaunch']],
  ])('%s', (_why, more, kinds) => expect(troublesOf(health(aHost(more)), now).map(({ kind }) => kind)).toEqual(kinds));

  test('in the order of the launches affected, and three weeks before its certificate ends', () => {
    const until = (date: string): Partial<HostHealth> => ({ certificate: { validTo: new Date(date) } });
    const found = troublesOf(
      health(
        aHost({ host: 'later.example', ...until('2027-02-01T00:00:00Z') }),
        aHost({ host: 'soon.example', ...until('2026-11-30T00:00:00Z') }),
        aHost({ host: 'a', needsRelaunch: 2 }),
        aHost({ host: 'b', waiting: 9, failingSince: now }),
      ),
      now,
    );
    expect(found.map(({ host }) => host)).toEqual(['b', 'a', 'soon.example']);
  });
});

test('what was refused or is on its way does not count as not delivered', () =>
  expect(
    deliveredOf({
      ...health(),
      totals: { ...NOTHING, confirmed: 97, sending: 1, waiting: 1, needsRelaunch: 1, failingSince: now },
    }),
  ).toEqual({
    percent: 98,
    total: 100,
    waiting: 1,
    act: 1,
    failingSince: now,
  }));
