import { BundleProfile } from '@aicc-bridge/lms-profiles';
import { z } from 'zod';

/** All that decides, beside a course itself, what the bytes of its package are. */
export const PackageSettings = z.object({
  /** the launch address of a course is this and its id */
  addressStart: z.string(),
  charset: BundleProfile.shape.charset,
  shape: BundleProfile.shape.shape,
  naming: BundleProfile.shape.naming,
  coursesPerBundle: BundleProfile.shape.coursesPerBundle,
});
export type PackageSettings = Readonly<z.infer<typeof PackageSettings>>;

export function launchAddress({ addressStart }: PackageSettings, courseId: string): string {
  return `${addressStart}${courseId}`;
}

/** Name of a course's package: ASCII, no blanks (sheet §6.8); ids have no dot, so no two are alike. @param titleWords of `wordsOf`, with blanks between them */
export function packageName(courseId: string, titleWords: string, naming: PackageSettings['naming']): string {
  const title = titleWords.replaceAll(' ', '-').slice(0, 60).replace(/-$/, '');
  return naming === 'course-id' || title === '' ? `${courseId}.zip` : `${courseId}.${title}.zip`;
}
