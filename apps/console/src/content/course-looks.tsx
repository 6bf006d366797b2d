import type { ReactNode } from 'react';
import type { CourseState } from '@aicc-bridge/contracts';
import { Loaded } from '../look/loaded.js';
import { Section } from '../look/section.js';
import { Status } from '../look/status.js';
import { useMessages } from '../messages/use-messages.js';
import { profileWith } from '../settings/known-profile.js';
import { useScope } from '../shell/scope.js';
import { Said } from '../verdicts/said-text.js';
import { type CourseCheck, useCourseCheck } from './courses.js';
import { lengthText, secondsOf } from './length-text.js';
import { useLanguageNames } from './course-filters.js';
import { contentWords } from './messages.js';
import { useLintTexts } from './use-lint-texts.js';

/** The course as this LMS will show it, and everything that it loses on the way. */
export function CourseLooks({ course }: { readonly course: CourseState }): ReactNode {
  const t = useMessages(contentWords);
  const { tenantId } = useScope();
  const check = useCourseCheck(tenantId, course.courseId);
  if (tenantId === null || course.state !== 'published') return null;
  // What is wrong is said once, by the file above.
  if (check.data === undefined) return check.error ? null : <Loaded query={check}>{() => null}</Loaded>;
  const { profileId, looks, findings } = check.data;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return (
    <>
      <Section title={t('looks')} about={t('looks.about', { name: profileWith(profileId).name })}>
        <Entry course={course} looks={looks} />
      </Section>
      <Section
        title={t('check')}
        about={errors > 0 ? t('check.errors', { count: errors }) : t('check.about', { count: findings.length })}
      >
        <Findings findings={findings} />
      </Section>
    </>
  );
}

function Entry({ course, looks }: { readonly course: CourseState; readonly looks: CourseCheck['looks'] }): ReactNode {
  const t = useMessages(contentWords);
  const { languageName } = useLanguageNames();
  const lost = lostPart(course.description, looks.description);
  return (
    <>
      <div className="lms-look">
        <p className="cap">{t('looks.entry')}</p>
        <p className="t">{looks.title}</p>
        <p className="d">
          {looks.description}
          {lost === '' ? null : <del className="cut">{lost}</del>}
        </p>
        <p className="m">
          {t('looks.by', { author: looks.author })} · {lengthText(secondsOf(course))} · {languageName(course.language)}
        </p>
      </div>
      {lost === '' ? null : <p className="hint">{t('looks.cut')}</p>}
    </>
  );
}

/** What the LMS does not get of the end of a text. Replaced letters keep their number, so its length tells where it ends. */
function lostPart(whole: string, kept: string): string {
  return whole.length - kept.length > 3 ? whole.slice(kept.length) : '';
}

function Findings({ findings }: { readonly findings: CourseCheck['findings'] }): ReactNode {
  const t = useMessages(contentWords);
  const said = useLintTexts();
  return (
    <ul className="lint">
      {findings.length === 0 ? (
        <li>
          <Status tone="good">{t('check.good')}</Status>
        </li>
      ) : null}
      {findings.map((finding) => {
        const { severity, field, reason, clause } = finding;
        return (
          <li key={`${field} ${reason}`}>
            <Status tone={severity === 'error' ? 'bad' : 'warn'} icon={severity === 'error' ? 'bad' : 'warn'}>
              <Said {...said.reason(finding)} />
            </Status>
            <p>
              <span className="muted">
                {field}, {clause}.
              </span>{' '}
              <b>{t('check.cure')}</b> <Said {...said.cure(finding)} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}
