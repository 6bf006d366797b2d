import { describe, expect, test } from '@jest/globals';
import { aDelivery, minutes, type MoreFacts, T0 } from '../test-builders.js';
import { outcomeOf } from './outcome-of.js';
import { verdictOf, warningOf } from './verdict-of.js';

const complete = { percent: 100, complete: true, counted: true };
const done = { status: 'completed', percent: 100, version: 5, at: T0 } as const;
const cause = (more: MoreFacts): string | undefined => verdictOf(aDelivery(more), null)?.cause;

describe('cause and cure', () => {
  test.each<[string, MoreFacts['session'], string]>([
    ['503', { trouble: 'busy 503' }, 'The LMS answers with an error of its own (503).'],
    ['429', { trouble: 'busy 429' }, 'The LMS asks us to slow down (429).'],
    ['no address', { trouble: 'unreachable dns' }, 'The name of the LMS cannot be resolved.'],
    [
      'expired',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (CERT_HAS_EXPIRED)' },
      'The certificate of the LMS has expired.',
    ],
    [
      'wrong name',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (ERR_TLS_CERT_ALTNAME_INVALID)' },
      'The certificate of the LMS is for another name.',
    ],
    [
      'self-signed',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (DEPTH_ZERO_SELF_SIGNED_CERT)' },
      'The certificate of the LMS is signed by itself.',
    ],
    [
      'chain',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (UNABLE_TO_VERIFY_LEAF_SIGNATURE)' },
      'The LMS does not send the whole chain of its certificate.',
    ],
    [
      'unknown CA',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (UNABLE_TO_GET_ISSUER_CERT_LOCALLY)' },
      'The certificate of the LMS comes from a CA that is not public.',
    ],
    [
      'old TLS',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (ERR_SSL_UNSUPPORTED_PROTOCOL)' },
      'The LMS speaks only an outdated TLS.',
    ],
    [
      'no TLS',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (ERR_SSL_WRONG_VERSION_NUMBER)' },
      'The LMS does not speak TLS on this port.',
    ],
    [
      'other TLS',
      { trouble: 'unreachable tls', troubleDetail: 'no safe connection: … (ECONNRESET)' },
      'The certificate or TLS of the LMS is not acceptable.',
    ],
    ['silence', { trouble: 'unreachable deadline' }, 'The LMS does not answer in time.'],
    [
      'private address',
      { trouble: 'not-sent address-forbidden' },
      'The name of the LMS leads to an address that is not public (S20).',
    ],
    [
      'HACP off',
      { trouble: 'refused redirect', ended: 'refused' },
      'The LMS redirects our message to another page, as Moodle does when HACP is switched off.',
    ],
    ['password', { trouble: 'refused au-password', ended: 'refused' }, 'The LMS wants an AU password (error=2).'],
    ['refusal', { trouble: 'refused error=1', ended: 'refused' }, 'The LMS refused the message for good (error=1).'],
    [
      'end',
      { trouble: 'terminated', troubleAt: T0 + minutes(31), ended: 'session-over' },
      'The LMS no longer knows this session. It ended after 31 min.',
    ],
    ['review', { mode: 'review' }, 'The LMS opened the course in review mode: it takes no results.'],
    ['read-back', { readBack: 'missing' }, 'The LMS said that it had stored the completion, but did not.'],
    [
      'read-back, failed',
      { readBack: 'missing', masteryScore: 80, lms: { status: 'failed', percent: 40 } },
      'The LMS regards this attempt as failed, because its mastery score is 80.',
    ],
    ['late', { ended: 'exited' }, 'More was watched after the LMS session had been closed.'],
  ])('%s', (_why, session, expected) => expect(cause({ session })).toBe(expected));

  test.each(['ambiguous http-404', 'ambiguous html', 'ambiguous empty', 'ambiguous no-error-line', 'not-initialized'])(
    'while %s is still asked again, nobody says that the session is over',
    (trouble) => {
      const verdict = verdictOf(aDelivery({ session: { trouble, ambiguous: 1 } }), null);
      expect(verdict?.cause).not.toContain('no longer knows');
      expect(cause({ session: { trouble, ended: 'session-over' } })).toContain('no longer knows');
    },
  );
  test('after a day nobody promises to keep trying', () =>
    expect(verdictOf(aDelivery({ session: { trouble: 'busy 503', ended: 'gave-up' } }), null)?.cure).not.toContain(
      'keep trying',
    ));
  test.each([
    ['2.2', true],
    ['3.5', true],
    ['4', false],
    ['4.0', false],
    ['40', true],
    [null, false],
  ])('S13: version %s is a warning: %s', (lmsVersion, warns) =>
    expect(warningOf(aDelivery({ session: { lmsVersion } })) !== null).toBe(warns),
  );
  test('a mastery score is named until all is done', () => {
    expect(warningOf(aDelivery({ session: { masteryScore: 80 } }))?.cause).toContain('mastery score (80)');
    expect(warningOf(aDelivery({ progress: complete, session: { masteryScore: 80 } }))).toBeNull();
  });
  test('every verdict names its clause', () => {
    for (const hold of ['disabled', 'paused', 'preview', 'host-removed'] as const)
      expect(verdictOf(aDelivery(), hold)?.clause).toBeTruthy();
    expect(verdictOf(aDelivery({ session: { trouble: 'busy 500' } }), null)?.clause).toBeTruthy();
  });
});

describe('outcomes', () => {
  const outcome = (more: MoreFacts): string => outcomeOf(aDelivery({ progress: complete, ...more }), null).outcome;
  test.each<[string, MoreFacts, string]>([
    ['error=0 to all that we have', { session: { acknowledged: done } }, 'confirmed'],
    ['nothing acknowledged yet', {}, 'sending'],
    ['error=0, but not looked at yet', { session: { acknowledged: done, readBack: 'wanted' } }, 'sending'],
    ['error=0, looked at, not there', { session: { acknowledged: done, readBack: 'missing' } }, 'needs-relaunch'],
    [
      'the same after the end',
      { phase: 'over', session: { acknowledged: done, readBack: 'missing', ended: 'exited' } },
      'needs-relaunch',
    ],
    [
      'an LMS that never answered anything',
      {
        phase: 'over',
        progress: { percent: 0, complete: false, counted: false },
        session: { mode: null, lms: null, ended: 'session-over' },
      },
      'needs-relaunch',
    ],
    [
      'opened, nothing watched, closed',
      { phase: 'over', progress: { percent: 0, complete: false, counted: false }, session: { ended: 'exited' } },
      'confirmed',
    ],
    ['review after its end', { phase: 'over', session: { mode: 'review', ended: 'held' } }, 'waiting'],
  ])('%s', (_why, more, expected) => expect(outcome(more)).toBe(expected));
});
