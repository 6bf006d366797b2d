import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Empty } from '../look/empty.js';
import { Loaded, Skeleton } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { Page } from '../look/page.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { Section } from '../look/section.js';
import { useToast } from '../look/toast.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { useScope } from '../shell/scope.js';
import { useAcceptIdentity, useIdentityConflicts } from './identity.api.js';
import { masked } from './masked.js';
import { reportsWords } from './messages.js';
import { ReportsSubnav } from './reports-subnav.js';

type Conflicts = NonNullable<ReturnType<typeof useIdentityConflicts>['data']>;

/** Reports › Learner matches: who came with another Student_ID than we knew. */
export function IdentityPage(): ReactNode {
  const t = useMessages(reportsWords);
  const { tenantId } = useScope();
  const conflicts = useIdentityConflicts(tenantId);
  return (
    <Page title={t('identity.title')} density="dense" subnav={<ReportsSubnav />} lead={t('identity.lead')}>
      <Loaded query={conflicts} skeleton={<Skeleton lines={6} />}>
        {({ secondStudentIds, takenStudentIds }) =>
          secondStudentIds.length + takenStudentIds.length === 0 ? (
            <Empty says={t('identity.none')}>
              <p className="soft">{t('identity.none.detail')}</p>
            </Empty>
          ) : (
            <>
              {secondStudentIds.length > 0 ? <SecondIds rows={secondStudentIds} /> : null}
              {takenStudentIds.length > 0 ? <TakenIds rows={takenStudentIds} /> : null}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function SecondIds({ rows }: { readonly rows: Conflicts['secondStudentIds'] }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const say = useToast();
  const mayAccept = useMay('accept-identity');
  const accept = useAcceptIdentity();
  const join = (attemptIds: readonly string[]): void =>
    accept.mutate(attemptIds, { onSuccess: ({ accepted }) => say(t('identity.accepted', { n: accepted })) });
  return (
    <Section title={t('identity.second')} about={t('identity.second.about')}>
      {accept.error ? <ProblemNotice problem={asProblem(accept.error)} /> : null}
      <table className="table stackable">
        <thead>
          <tr>
            <th scope="col">{t('table.learner')}</th>
            <th scope="col">{t('table.course')}</th>
            <th scope="col">{t('facts.student')}</th>
            <th scope="col" className="n">
              {t('identity.percent')}
            </th>
            {mayAccept ? <th scope="col" aria-label={t('identity.accept')} /> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.attemptId}>
              <td className="mono">{masked(row.learnerId)}</td>
              <td>{row.courseId}</td>
              <td className="mono">{row.studentId.slice(0, 4)}…</td>
              <td className="n" data-label={t('identity.percent')}>
                {formats.number(row.percent)}
              </td>
              {mayAccept ? (
                <td className="min">
                  <Button small isPending={accept.isPending} onPress={() => join([row.attemptId])}>
                    {t('identity.accept')}
                  </Button>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {mayAccept && rows.length > 1 ? (
        <div>
          <Button isPending={accept.isPending} onPress={() => join(rows.map(({ attemptId }) => attemptId))}>
            {t('identity.accept-all', { n: rows.length })}
          </Button>
        </div>
      ) : null}
      {mayAccept ? null : <p className="soft">{t('identity.forbidden')}</p>}
    </Section>
  );
}

function TakenIds({ rows }: { readonly rows: Conflicts['takenStudentIds'] }): ReactNode {
  const t = useMessages(reportsWords);
  const { path } = useScope();
  return (
    <Section title={t('identity.taken')} about={t('identity.taken.about')}>
      <table className="table stackable">
        <thead>
          <tr>
            <th scope="col">{t('table.time')}</th>
            <th scope="col">{t('table.learner')}</th>
            <th scope="col">{t('table.course')}</th>
            <th scope="col">{t('facts.host')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.launchId}>
              <td className="nowrap">
                <Link to={path(`/reports/launches/${row.launchId}`)}>
                  <Moment at={row.startedAt} />
                </Link>
              </td>
              <td className="mono">{masked(row.learnerId)}</td>
              <td>{row.courseId}</td>
              <td className="mono full">{row.host}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
