import { type Finding, readCourse, writeCourse } from '@aicc-bridge/aicc';
import {
  assertNever,
  type CourseState,
  fillSentence,
  LINT_CURES,
  LINT_REASONS,
  type LintCureId,
  type LintReasonId,
  type SentenceValues,
} from '@aicc-bridge/contracts';
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
  /** of `LINT_REASONS` and `LINT_CURES`, with what their `{…}` stand for; absent where the package itself is at fault */
  readonly reasonId?: LintReasonId;
  readonly cureId?: LintCureId;
  readonly values?: SentenceValues;
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

function warn(
  field: string,
  reasonId: LintReasonId,
  clause: string,
  cureId: LintCureId,
  values: SentenceValues = {},
): Said {
  return {
    severity: 'warning',
    field,
    reason: fillSentence(LINT_REASONS[reasonId], values),
    clause,
    cure: LINT_CURES[cureId],
    reasonId,
    cureId,
    values,
  };
}

function ofLoss({ field, loss: { kind, what } }: FieldLoss): Said {
  switch (kind) {
    case 'cut':
      return warn(field, 'cut', 'sheet §6.2, rule 69', 'shorter', { what });
    case 'replaced':
      return warn(field, 'replaced', 'sheet §6.3, rule 63', 'plain-characters', { what });
    case 'line-break':
      return warn(field, 'line-break', 'sheet §6.2, rule 57', 'one-paragraph');
    case 'folded':
      return warn(field, 'folded', 'sheet §6.2, rule 56', 'set-utf-8', { what });
    case 'left-out':
      return warn(field, 'left-out', 'sheet §6.3', 'first-author', { what });
    case 'missing':
      return field === 'title'
        ? { ...warn(field, 'no-title', 'sheet §6.3, rule 63', 'title-in-letters'), severity: 'error' }
        : warn(field, 'no-author', 'sheet §6.3', 'name-author');
    default:
      return assertNever(kind);
  }
}

/** What no package shows, but an LMS's catalogue page does. */
function ofCatalogue(course: CourseState): Said[] {
  const { description, language, thumbnailUrl, state, replacedBy, retiredAt, courseId } = course;
  const found: Said[] = [];
  if (description.trim() === '') found.push(warn('description', 'no-description', 'sheet §6.3', 'describe'));
  if (!isLanguage(language)) found.push(warn('language', 'no-language', 'BCP 47', 'language-code', { what: language }));
  if (thumbnailUrl !== undefined && !thumbnailUrl.startsWith('https://'))
    found.push(warn('thumbnailUrl', 'not-https', 'rule 68', 'use-https'));
  if (replacedBy === courseId) found.push(warn('replacedBy', 'replaces-itself', 'S37', 'other-course'));
  if (state === 'published' && retiredAt === undefined && replacedBy !== undefined)
    found.push(warn('replacedBy', 'replaced-not-retired', 'S37', 'retire'));
  return found;
}

function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
