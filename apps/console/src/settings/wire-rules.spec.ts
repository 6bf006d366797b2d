import { describe, expect, test } from '@jest/globals';
import { profileIds, profileOf } from '@aicc-bridge/lms-profiles';
import { offered, WIRE_RULES, withRule } from './wire-rules.js';
import { en } from './rule-words.en.js';

test('every rule of every profile but the score can be set, once', () => {
  const fields = WIRE_RULES.map(({ field }) => field);
  for (const id of profileIds) {
    const found = profileOf(id);
    if (found.kind !== 'profile') throw new Error(id);
    expect(['score', ...fields].toSorted()).toEqual(Object.keys(found.profile.wire).toSorted());
  }
});

test.each(WIRE_RULES.flatMap(({ field, values }) => values.map((value) => [field, value] as const)))(
  '%s = %s is taken by the profiles, and has words',
  (field, value) => {
    expect(profileOf('generic', { [field]: value }).kind).toBe('profile');
    expect(Object.keys(en)).toContain(field);
    if (typeof value === 'string') expect(Object.keys(en)).toContain(`${field}.${value}`);
  },
);

describe('what is set', () => {
  test('one rule leaves the others, null takes it away', () => {
    const set = withRule({ score: 'none' }, 'timeRetry', 'zero');
    expect(set).toEqual({ score: 'none', timeRetry: 'zero' });
    expect(withRule(set, 'timeRetry', null)).toEqual({ score: 'none' });
  });
  test('a value that is not among the usual ones is shown all the same', () => {
    const rule = WIRE_RULES.find(({ field }) => field === 'minIntervalSeconds');
    if (!rule) throw new Error('no such rule');
    expect(offered(rule, { minIntervalSeconds: 42 })).toEqual([60, 300, 900, 3_600, 42]);
    expect(offered(rule, { minIntervalSeconds: 300 })).toEqual(rule.values);
    expect(offered(rule, {})).toEqual(rule.values);
  });
});
