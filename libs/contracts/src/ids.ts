import { z } from 'zod';

const uuid = () => z.uuid({ error: 'is not a UUID' });

export const TenantId = uuid().brand<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

export const LaunchId = uuid().brand<'LaunchId'>();
export type LaunchId = z.infer<typeof LaunchId>;

/** A person with an account at the publisher; never the LMS's Student_ID. */
export const LearnerId = uuid().brand<'LearnerId'>();
export type LearnerId = z.infer<typeof LearnerId>;

/** For ever: it is `Course_ID` and `System_ID` in the packages (design §4, rule 66). */
export const CourseId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, { error: 'must be 1 to 50 of a-z 0-9 _ - and begin with a letter or digit' })
  .brand<'CourseId'>();
export type CourseId = z.infer<typeof CourseId>;

export const UnitId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { error: 'must be 1 to 100 of A-Z a-z 0-9 . _ -' })
  .brand<'UnitId'>();
export type UnitId = z.infer<typeof UnitId>;

/** Public 128-bit id in the path of a launch address; not a secret (design §8). */
export const LaunchKey = z
  .string()
  .regex(/^[a-z0-9]{26}$/, { error: 'is not a launch key' })
  .brand<'LaunchKey'>();
export type LaunchKey = z.infer<typeof LaunchKey>;
