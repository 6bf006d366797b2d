import type { ReactNode } from 'react';
import type { CourseState } from '@aicc-bridge/contracts';
import { Link, NavLink, useParams } from 'react-router';
import { Empty } from '../look/empty.js';
import { Icon } from '../look/icon.js';
import { Loaded } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { Page } from '../look/page.js';
import { Section } from '../look/section.js';
import { Status, type Tone } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { launchesAddress } from '../reports/launches-address.js';
import { useScope } from '../shell/scope.js';
import './content.css';
import { CourseFile } from './course-file.js';
import { useLanguageNames } from './course-filters.js';
import { CourseLooks } from './course-looks.js';
import { CourseVersions } from './course-versions.js';
import { type CourseLaunch, useCourse, useCourseLaunches } from './courses.js';
import { lengthText, secondsOf } from './length-text.js';
import { contentWords } from './messages.js';

/** One course: its LMS file (S46, S47), how it looks in the LMS, what it loses, units, launches. */
export function CoursePage(): ReactNode {
  const t = useMessages(contentWords);
  const scope = useScope();
  const { courseId = '' } = useParams();
  const course = useCourse(courseId);
  return (
    <Page
      title={course.data?.title ?? courseId}
      meta={course.data ? <Meta course={course.data} /> : undefined}
      subnav={
        <nav className="subnav" aria-label={t('title')}>
          <NavLink to={scope.path('/content')} end>
            {t('title')}
          </NavLink>
        </nav>
      }
    >
      <div className="course-page">
        <Loaded query={course}>{(known) => <Sections course={known} />}</Loaded>
      </div>
    </Page>
  );
}

function Meta({ course }: { readonly course: CourseState }): ReactNode {
  const t = useMessages(contentWords);
  const formats = useFormats();
  const { languageName } = useLanguageNames();
  const { kind, authors, language, publishedAt, state } = course;
  return (
    <p className="row md soft meta">
      <span className="row kind">
        <Icon name={kind === 'video' ? 'video' : 'course'} />
        {t(`kind.${kind}`)}
      </span>
      <span>{lengthText(secondsOf(course))}</span>
      {authors.length === 0 ? null : <span>{authors.join(', ')}</span>}
      <span>{languageName(language)}</span>
      {publishedAt === undefined ? null : (
        <span>{t('meta.published', { date: formats.date(new Date(publishedAt)) })}</span>
      )}
      {state === 'published' ? null : <Status tone="mute">{t('pack.retired')}</Status>}
    </p>
  );
}

function Sections({ course }: { readonly course: CourseState }): ReactNode {
  const t = useMessages(contentWords);
  const formats = useFormats();
  return (
    <>
      <CourseFile course={course} />
      <CourseLooks course={course} />
      <Section title={t('units')} about={t('units.about', { percent: course.completionThresholdPercent })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('units.unit')}</th>
              <th scope="col" className="n">
                {t('col.length')}
              </th>
            </tr>
          </thead>
          <tbody>
            {course.units.map(({ unitId, title, seconds }) => (
              <tr key={unitId}>
                <td>{title}</td>
                <td className="n">{lengthText(seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
      <Section title={t('versions')} about={t('versions.about')}>
        <dl className="facts">
          <dt>{t('versions.number')}</dt>
          <dd>{formats.number(course.aggregateVersion)}</dd>
          {course.changedAt === undefined ? null : (
            <>
              <dt>{t('versions.changed')}</dt>
              <dd>
                <Moment at={new Date(course.changedAt)} />
              </dd>
            </>
          )}
          <dt>{t('versions.id')}</dt>
          <dd className="mono">{course.courseId}</dd>
          {course.externalId === undefined ? null : (
            <>
              <dt>{t('versions.external')}</dt>
              <dd className="mono">{course.externalId}</dd>
            </>
          )}
        </dl>
        <h3>{t('versions.earlier')}</h3>
        <CourseVersions courseId={course.courseId} />
      </Section>
      <Section title={t('launches')} about={t('launches.about')}>
        <Launches courseId={course.courseId} />
      </Section>
    </>
  );
}

const TONES: Readonly<Record<CourseLaunch['outcome'], Tone>> = {
  sending: 'live',
  waiting: 'warn',
  confirmed: 'good',
  'needs-relaunch': 'act',
  'not-reported': 'mute',
  refused: 'bad',
  expired: 'mute',
};

function Launches({ courseId }: { readonly courseId: string }): ReactNode {
  const t = useMessages(contentWords);
  const scope = useScope();
  const launches = useCourseLaunches(scope.tenantId, courseId);
  return (
    <Loaded query={launches}>
      {(list) =>
        list.length === 0 ? (
          <Empty says={t('launches.none')}>
            <p className="md soft">{t('launches.none.next')}</p>
          </Empty>
        ) : (
          <div className="stack">
            <table className="table stackable">
              <thead>
                <tr>
                  <th scope="col">{t('launches.when')}</th>
                  <th scope="col">{t('launches.host')}</th>
                  <th scope="col" className="n">
                    {t('launches.percent')}
                  </th>
                  <th scope="col">{t('launches.outcome')}</th>
                </tr>
              </thead>
              <tbody>
                {list.map(({ launchId, startedAt, host, percent, outcome }) => (
                  <tr key={launchId}>
                    <td className="nowrap">
                      <Link to={scope.path(`/reports/launches/${launchId}`)}>
                        <Moment at={startedAt} />
                      </Link>
                    </td>
                    <td className="mono small">{host}</td>
                    <td className="n">{percent === null ? '–' : `${percent} %`}</td>
                    <td>
                      <Status tone={TONES[outcome]}>{t(`outcome.${outcome}`)}</Status>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p>
              <Link to={scope.path(launchesAddress({ period: 'all', course: courseId }))}>{t('launches.all')}</Link>
            </p>
          </div>
        )
      }
    </Loaded>
  );
}
