import { type Finding, readCourse, writeCourse } from '@aicc-bridge/aicc';
import { assertNever, type CourseState } from '@aicc-bridge/contracts';
import { type BundleProfile, profileOf } from '@aicc-bridge/lms-profiles';
import { courseStructure, type FieldLoss } from '../packages/course-structure.js';

/** What is wrong with a course as a package for one make of LMS, and what to do. */
export interface LintFinding {
  readonly courseId: string;
  /** error: an LMS refuses it or shows something else than the publisher wrote · warning: something is lost on the way */
  readonly severity: 'error' | 'warning';
  /** as the catalogue calls it; `package` = the files themselves */
  readonly field: string;
  readonly reason: string;
  /** of the protocol sheet, e.g. `sheet §6.3, rule 63` */
  readonly clause: string;
  readonly cure: string;
}

export type LintBundle = Pick<BundleProfile, 'charset' | 'shape'>;

/** Longer than any real launch address, so that a row which fits with it fits always. */
const SAMPLE_ADDRESS = `https://${'a'.repeat(60)}.example/aicc/launch/${'k'.repeat(26)}/`;

/**
 * Names everything that a course loses in a package for that kind of bundle, before anybody downloads it; and everything that an LMS
 * would say of the package itself.
 */
export function lintCourse(course: CourseState, bundle: LintBundle): readonly LintFinding[] {
  const { courseId } = course;
  const { structure, losses } = courseStructure(course, `${SAMPLE_ADDRESS}${courseId}`, bundle.charset);
  const verdict = readCourse(writeCourse(structure, { baseName: courseId, charset: bundle.charset }));
  const ofPackage = verdict.kind === 'course' ? verdict.warnings : verdict.findings;
  return [
    ...losses.map((loss): LintFinding => ({ courseId, ...ofLoss(loss) })),
    ...ofCatalogue(course).map((said): LintFinding => ({ courseId, ...said })),
    ...ofPackage.filter((finding) => concerns(finding, bundle)).map((finding) => ofFinding(courseId, finding)),
  ];
}

/** `errors`: only what an LMS would refuse; `warnings`: anything at all. */
export type Strictness = 'off' | 'errors' | 'warnings';

/**
 * Says why a course may not pass; null = it may.
 *
 * @param profileId an unknown one lints for `generic`
 */
export function lintGate(profileId: string, strictness: Strictness): (course: CourseState) => string | null {
  const bundle = bundleOf(profileId);
  return (course) => {
    if (strictness === 'off') return null;
    const stops = lintCourse(course, bundle).filter(
      ({ severity }) => strictness === 'warnings' || severity === 'error',
    );
    return stops.length === 0
      ? null
      : stops.map(({ field, reason, clause, cure }) => `${field}: ${reason} (${clause}) ${cure}`).join(' · ');
  };
}

export function bundleOf(profileId: string): BundleProfile {
  const found = profileOf(profileId);
  if (found.kind === 'profile') return found.profile.bundle;
  const generic = profileOf('generic');
  if (generic.kind !== 'profile') throw new Error('there is no generic profile');
  return generic.profile.bundle;
}

/** The profile chose UTF-8 knowingly. */
function concerns({ rule }: Finding, { charset }: LintBundle): boolean {
  return !(rule === 56 && charset === 'utf-8');
}

function ofFinding(courseId: string, { severity, file, field, rule, message, cure }: Finding): LintFinding {
  const place = [file, field].filter((part) => part !== null).join(' ');
  return { courseId, severity, field: 'package', reason: `${place} ${message}`.trim(), clause: `rule ${rule}`, cure };
}

type Said = Omit<LintFinding, 'courseId'>;

function ofLoss({ field, loss }: FieldLoss): Said {
  const warning = (reason: string, clause: string, cure: string): Said => ({
    severity: 'warning',
    field,
    reason,
    clause,
    cure,
  });
  switch (loss.kind) {
    case 'cut':
      return warning(`${loss.what} characters at the end are cut off.`, 'sheet §6.2, rule 69', 'Write a shorter text.');
    case 'replaced':
      return warning(
        `These characters are replaced or left out: ${loss.what}`,
        'sheet §6.3, rule 63',
        'Use letters, digits, blanks and . , : -',
      );
    case 'line-break':
      return warning('Line breaks become blanks.', 'sheet §6.2, rule 57', 'Write it as one paragraph.');
    case 'folded':
      return warning(
        `These letters become plain ASCII: ${loss.what}`,
        'sheet §6.2, rule 56',
        'If the LMS reads UTF-8, set the bundle\u2019s charset to utf-8.',
      );
    case 'left-out':
      return warning(
        `Only the first author is written; left out: ${loss.what}`,
        'sheet §6.3',
        'Put the one to show first.',
      );
    case 'missing':
      return field === 'title'
        ? {
            severity: 'error',
            field,
            reason: 'No character of the title can be written; the course id stands in its place.',
            clause: 'sheet §6.3, rule 63',
            cure: 'Give a title in letters.',
          }
        : warning('There is no author; "Unknown" stands in its place.', 'sheet §6.3', 'Name an author.');
    default:
      return assertNever(loss.kind);
  }
}

/** What no package shows, but an LMS's catalogue page does. */
function ofCatalogue({
  description,
  language,
  thumbnailUrl,
  state,
  replacedBy,
  retiredAt,
  courseId,
}: CourseState): Said[] {
  const found: Said[] = [];
  const warn = (field: string, reason: string, clause: string, cure: string): void =>
    void found.push({ severity: 'warning', field, reason, clause, cure });
  if (description.trim() === '')
    warn('description', 'There is no description.', 'sheet §6.3', 'Write a sentence: learners search in it.');
  if (!isLanguage(language)) warn('language', `"${language}" is no language.`, 'BCP 47', 'Write en, de, pt-BR …');
  if (thumbnailUrl !== undefined && !thumbnailUrl.startsWith('https://'))
    warn('thumbnailUrl', 'It is not https.', 'rule 68', 'Use an https address.');
  if (replacedBy === courseId) warn('replacedBy', 'It replaces itself.', 'S37', 'Name another course, or none.');
  if (state === 'published' && retiredAt === undefined && replacedBy !== undefined)
    warn('replacedBy', 'It has a replacement and is not retired.', 'S37', 'Retire it, or say when with retiredAt.');
  return found;
}

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
