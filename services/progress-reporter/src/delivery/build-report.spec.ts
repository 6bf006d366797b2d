import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aDelivery, T0 } from '../test-builders.js';
import { buildReport, knownToLms, rises } from './build-report.js';

describe('the report', () => {
  test('mastery score in the LMS: no score until complete', () => {
    expect(buildReport(aDelivery({ session: { masteryScore: 80 } })).score).toBeNull();
    expect(
      buildReport(
        aDelivery({ session: { masteryScore: 80 }, progress: { percent: 100, complete: true, counted: true } }),
      ).score,
    ).toBe(100);
  });
  test('with nothing counted it is the LMS’s own state, or incomplete 0', () => {
    const progress = { percent: 0, complete: false, counted: false };
    expect(buildReport(aDelivery({ progress, session: { lms: { status: 'completed', percent: 70 } } }))).toMatchObject({
      status: 'completed',
      score: 70,
    });
    expect(buildReport(aDelivery({ progress }))).toMatchObject({ status: 'incomplete', score: 0 });
  });
  test('I4, rules 35 and 36: never lower than anything the LMS has shown or acknowledged', () => {
    const status = fc.constantFrom(
      'not attempted' as const,
      'browsed' as const,
      'incomplete' as const,
      'failed' as const,
      'completed' as const,
      'passed' as const,
    );
    const standing = fc.record({ status, percent: fc.option(fc.nat(100)) });
    fc.assert(
      fc.property(standing, fc.option(standing), fc.nat(99), fc.boolean(), (lms, ack, percent, complete) => {
        const facts = aDelivery({
          progress: { percent: complete ? 100 : percent, complete, counted: true },
          session: { lms, acknowledged: ack === null ? null : { ...ack, version: 1, at: T0 } },
        });
        const report = buildReport(facts);
        for (const known of [lms, ack]) {
          if (known === null) continue;
          expect(report.percent).toBeGreaterThanOrEqual(known.percent ?? 0);
          expect(
            rises({ ...report, status: known.status, score: known.percent }, { ...report, percent: report.score }),
          ).toBe(false);
        }
        expect(rises(report, { status: report.status, percent: report.score })).toBe(false);
        expect(knownToLms(facts)).not.toBeNull();
      }),
    );
  });
});
