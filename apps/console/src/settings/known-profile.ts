import { type LmsProfile, profileIds, profileOf } from '@aicc-bridge/lms-profiles';

/** All makes of LMS that can be chosen, `generic` last: it is for those that are not named. */
export const PROFILES: readonly LmsProfile[] = profileIds
  .flatMap((id) => {
    const found = profileOf(id);
    return found.kind === 'profile' ? [found.profile] : [];
  })
  .sort((a, b) => Number(a.id === 'generic') - Number(b.id === 'generic') || a.name.localeCompare(b.name));

/** A tenant's profile with its overrides; the generic one if it is not known here. */
export function profileWith(id: string, overrides: Readonly<Record<string, unknown>> = {}): LmsProfile {
  for (const [name, over] of [
    [id, overrides],
    [id, {}],
    ['generic', {}],
  ] as const) {
    const found = profileOf(name, over);
    if (found.kind === 'profile') return found.profile;
  }
  throw new Error('there is no generic profile');
}
