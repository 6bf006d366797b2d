import { expect, test } from '@jest/globals';
import { PROFILES } from './generated/profiles.js';
import { BundleProfile, WireProfile } from './profile.js';
import { profileIds, profileOf } from './profile-of.js';

test.each(PROFILES.map((profile) => [profile.id, profile] as const))(
  'profile %s is complete',
  (_id, { wire, bundle }) => {
    expect(WireProfile.parse(wire)).toEqual(wire);
    expect(BundleProfile.parse(bundle)).toEqual(bundle);
  },
);

test('generic comes first', () => expect(profileIds[0]).toBe('generic'));

test('an override replaces one field and leaves the rest', () => {
  const found = profileOf('moodle', { score: 'none', bundle: { charset: 'utf-8' } });
  expect(found).toMatchObject({
    kind: 'profile',
    profile: { wire: { score: 'none', readBack: true }, bundle: { charset: 'utf-8', coursesPerBundle: 100 } },
  });
});

test.each([
  ['an unknown profile', 'lotus', {}, 'unknown-profile'],
  ['a typing error in a name', 'generic', { scoer: 'none' }, 'invalid-override'],
  ['a value that is none', 'generic', { score: 'always' }, 'invalid-override'],
])('%s is refused with the cure', (_why, id, overrides, kind) => expect(profileOf(id, overrides).kind).toBe(kind));
