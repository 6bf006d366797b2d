import { z } from 'zod';
import { PROFILES } from './generated/profiles.js';
import { BundleProfile, type LmsProfile, WireProfile } from './profile.js';

export type ProfileOf =
  | { readonly kind: 'profile'; readonly profile: LmsProfile }
  | { readonly kind: 'unknown-profile'; readonly detail: string }
  | { readonly kind: 'invalid-override'; readonly detail: string };

/** Ids that a tenant may choose; `generic` first. */
export const profileIds: readonly string[] = PROFILES.map(({ id }) => id);

const Overrides = z.strictObject({
  ...WireProfile.partial().shape,
  bundle: z.strictObject(BundleProfile.partial().shape).optional(),
});

/**
 * A profile with a tenant's overrides laid over it.
 *
 * @param overrides wire fields by name, bundle fields below `bundle`; unknown names are refused, so that a typing error is seen
 */
export function profileOf(id: string, overrides: Readonly<Record<string, unknown>> = {}): ProfileOf {
  const profile = PROFILES.find((known) => known.id === id);
  if (!profile)
    return {
      kind: 'unknown-profile',
      detail: `There is no LMS profile "${id}". Choose one of ${profileIds.join(', ')}.`,
    };
  const parsed = Overrides.safeParse(overrides);
  if (!parsed.success) return { kind: 'invalid-override', detail: z.prettifyError(parsed.error) };
  const { bundle, ...wire } = parsed.data;
  return {
    kind: 'profile',
    profile: {
      ...profile,
      wire: WireProfile.parse({ ...profile.wire, ...wire }),
      bundle: BundleProfile.parse({ ...profile.bundle, ...bundle }),
    },
  };
}
