import { memo, type ReactNode } from 'react';
import type { CourseState } from '@aicc-bridge/contracts';
import { Link } from 'react-router';
import { Icon } from '../look/icon.js';
import { RowChunks } from '../look/row-chunks.js';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import { useLanguageNames } from './course-filters.js';
import { lengthText, secondsOf } from './length-text.js';
import { contentWords } from './messages.js';
import { type PackageStates, usePackageStates } from './package-states.js';

/** Courses as rows: title, kind and length tell two of the same name apart (S44). */
export function CourseTable({ courses }: { readonly courses: readonly CourseState[] }): ReactNode {
  const t = useMessages(contentWords);
  const { tenantId } = useScope();
  const states = usePackageStates(tenantId);
  return (
    <table className="table stackable" aria-rowcount={courses.length + 1}>
      <caption className="vh">{t('results')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('col.title')}</th>
          <th scope="col">{t('kind')}</th>
          <th scope="col" className="n">
            {t('col.length')}
          </th>
          <th scope="col">{t('language')}</th>
          <th scope="col">{t('col.published')}</th>
          <th scope="col">{states === null ? t('state') : t('col.packages')}</th>
        </tr>
      </thead>
      <RowChunks rows={courses}>
        {(course, rowIndex) => <Row key={course.courseId} course={course} rowIndex={rowIndex} states={states} />}
      </RowChunks>
    </table>
  );
}

interface RowProps {
  readonly course: CourseState;
  readonly rowIndex: number;
  readonly states: PackageStates | null;
}

/** Of thousands, those that stay as they were are not made anew with each page that comes. */
const Row = memo(function Row({ course, rowIndex, states }: RowProps): ReactNode {
  const t = useMessages(contentWords);
  const formats = useFormats();
  const scope = useScope();
  const { languageName } = useLanguageNames();
  const { courseId, title, topics, kind, language, publishedAt, replacedBy } = course;
  const other = (words: ReactNode): ReactNode => <Link to={scope.path(`/content/${replacedBy ?? ''}`)}>{words}</Link>;
  return (
    <tr aria-rowindex={rowIndex}>
      <td className="full">
        <Link to={scope.path(`/content/${courseId}`)}>{title}</Link>
        <span className="sub">
          {replacedBy === undefined ? topics.join(', ') : t.rich('replaced-by', { course: other })}
        </span>
      </td>
      <td>
        <span className="row kind">
          <Icon name={kind === 'video' ? 'video' : 'course'} />
          {t(`kind.${kind}`)}
        </span>
      </td>
      <td className="n">{lengthText(secondsOf(course))}</td>
      <td>{languageName(language)}</td>
      <td className="nowrap">{publishedAt === undefined ? '' : formats.date(new Date(publishedAt))}</td>
      <td className="full">
        <PackageState course={course} states={states} />
      </td>
    </tr>
  );
});

const LOOKS = {
  included: ['good', 'good'],
  new: ['live', 'send'],
  changed: ['live', 'replay'],
  retired: ['mute', 'mute'],
} as const;

function PackageState({
  course,
  states,
}: {
  readonly course: CourseState;
  readonly states: PackageStates | null;
}): ReactNode {
  const t = useMessages(contentWords);
  const formats = useFormats();
  const retires = course.retiredAt === undefined ? null : new Date(course.retiredAt);
  if (course.state === 'published' && retires !== null && retires.getTime() > Date.now())
    return (
      <Status tone="warn" icon="warn">
        {t('pack.retires', { date: formats.date(retires) })}
      </Status>
    );
  if (states === null)
    return course.state === 'published' ? (
      <Status tone="good">{t('state.published')}</Status>
    ) : (
      <Status tone="mute">{t('pack.retired')}</Status>
    );
  const state = states.of(course);
  const [tone, icon] = LOOKS[state];
  return (
    <Status tone={tone} icon={icon}>
      {t(`pack.${state}`)}
    </Status>
  );
}
