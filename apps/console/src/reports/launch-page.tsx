import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { asProblem, type Problem } from '../api/problem.js';
import { useLive } from '../api/use-live.js';
import { Button } from '../look/button.js';
import { CopyButton } from '../look/copy-button.js';
import { Icon } from '../look/icon.js';
import { Loaded, Skeleton } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { Page } from '../look/page.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { Section } from '../look/section.js';
import { useToast } from '../look/toast.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { scopeOf, useScope } from '../shell/scope.js';
import { LaunchIdentity } from './launch-identity.js';
import { LaunchReplay } from './launch-replay.js';
import { launchesAddress } from './launches-address.js';
import { LaunchTimeline } from './launch-timeline.js';
import { LaunchVerdict } from './launch-verdict.js';
import { LaunchViewing } from './launch-viewing.js';
import { LaunchWire } from './launch-wire.js';
import { download, type LaunchDetail, livePath, useLaunch, useTrace } from './launches.api.js';
import { isReplayable } from './launch-row.js';
import { masked } from './masked.js';
import { reportsWords } from './messages.js';
import { ReportsSubnav } from './reports-subnav.js';

const ReplayDrawer = lazy(() => import('./replay-drawer.js'));

/** One launch: "the learner finished, the LMS says not finished: why?" in one screen. */
export function LaunchPage(): ReactNode {
  const t = useMessages(reportsWords);
  const { launchId = '' } = useParams();
  const { tenantId } = useScope();
  const launch = useLaunch(launchId);
  useLive(livePath(tenantId), ['launches', launchId]);
  if (launch.data) return <OneLaunch launch={launch.data} />;
  return (
    <Page title={t('launch.eyebrow')} density="dense" subnav={<ReportsSubnav />}>
      {launch.error && asProblem(launch.error).body.status === 404 ? (
        <p className="soft">{t('launch.missing')}</p>
      ) : (
        <Loaded query={launch} skeleton={<Skeleton lines={8} />}>
          {() => null}
        </Loaded>
      )}
    </Page>
  );
}

function OneLaunch({ launch }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const trace = useTrace(launch.launchId);
  const canReplay = useMay('replay');
  const [replaying, setReplaying] = useState(false);
  const title = launch.courseTitle ?? launch.courseId ?? t('launch.unknown-course');
  return (
    <Page
      title={title}
      eyebrow={t('launch.eyebrow')}
      density="dense"
      subnav={<ReportsSubnav />}
      meta={<Meta launch={launch} />}
      actions={
        <>
          {canReplay && isReplayable(launch) ? (
            <Button kind="primary" onPress={() => setReplaying(true)}>
              <Icon name="replay" />
              {t('launch.replay')}
            </Button>
          ) : null}
          <BundleButton launchId={launch.launchId} label={t('launch.bundle')} />
          <CopyButton text={location.href}>{t('launch.copy-link')}</CopyButton>
        </>
      }
    >
      <LaunchVerdict launch={launch} />
      <LaunchIdentity launch={launch} />
      <div className="cols">
        <section aria-labelledby="timeline-name" className="col-tl">
          <h2 id="timeline-name">{t('timeline')}</h2>
          <Loaded query={trace} skeleton={<Skeleton lines={6} />}>
            {(exchanges) => <LaunchTimeline launch={launch} exchanges={exchanges} />}
          </Loaded>
          <Facts launch={launch} />
        </section>
        <div className="col-wire">
          <Loaded query={trace} skeleton={<Skeleton lines={8} />}>
            {(exchanges) => <LaunchWire exchanges={exchanges} host={launch.host} />}
          </Loaded>
          {launch.tenantId === null ? null : <RuleLink tenantId={launch.tenantId} />}
          <LaunchViewing launchId={launch.launchId} />
        </div>
      </div>
      <LaunchReplay launchId={launch.launchId} onReplay={canReplay ? () => setReplaying(true) : null} />
      <Bundle launchId={launch.launchId} exchanges={trace.data?.length ?? 0} />
      <Suspense>
        {replaying ? <ReplayDrawer launchIds={[launch.launchId]} onClose={() => setReplaying(false)} /> : null}
      </Suspense>
    </Page>
  );
}

/** From what the trace shows to the organisation's rules for its LMS. */
function RuleLink({ tenantId }: { readonly tenantId: string }): ReactNode {
  const t = useMessages(reportsWords);
  if (!useMay('change-settings')) return null;
  return (
    <p className="small">
      {t('launch.rule.why')} <Link to={scopeOf(tenantId).path('/settings#rules')}>{t('launch.rule')}</Link>
    </p>
  );
}

function Meta({ launch }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const { path } = useScope();
  return (
    <div className="row meta soft">
      {launch.learnerId ? (
        <Link to={path(launchesAddress({ period: 'all', learner: launch.learnerId }))}>
          {t('launch.learner', { id: masked(launch.learnerId) })}
        </Link>
      ) : (
        <span>{t('launch.no-learner')}</span>
      )}
      {launch.host ? <span className="mono">{launch.host}</span> : null}
      <span>
        <Moment at={launch.startedAt} />, <Moment at={launch.startedAt} as="relative" />
      </span>
      <span className="row idrow">
        <span className="mono">{launch.launchId.slice(0, 18)}…</span>
        <CopyButton text={launch.launchId} kind="icon" small aria-label={t('launch.copy-id')} />
      </span>
    </div>
  );
}

function Facts({ launch }: { readonly launch: LaunchDetail }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  return (
    <dl className="facts mt">
      {launch.attempt === null ? null : (
        <>
          <dt>{t('facts.attempt')}</dt>
          <dd>{formats.number(launch.attempt)}</dd>
        </>
      )}
      {launch.host === null ? null : (
        <>
          <dt>{t('facts.host')}</dt>
          <dd className="mono">
            {launch.host}
            {launch.port === null || launch.port === 443 ? '' : `:${launch.port}`}
          </dd>
        </>
      )}
      {launch.studentId === null ? null : (
        <>
          <dt>{t('facts.student')}</dt>
          <dd>
            <span className="mask mono">{launch.studentId.slice(0, 2)}…</span>
          </dd>
        </>
      )}
      {launch.device === 'desktop' || launch.device === 'mobile' ? (
        <>
          <dt>{t('facts.device')}</dt>
          <dd>{t(`facts.device.${launch.device}`)}</dd>
        </>
      ) : null}
    </dl>
  );
}

function Bundle({ launchId, exchanges }: { readonly launchId: string; readonly exchanges: number }): ReactNode {
  const t = useMessages(reportsWords);
  return (
    <Section title={t('bundle.title')} about={t('bundle.about')}>
      <div className="two">
        <div>
          <p className="label">{t('bundle.inside')}</p>
          <ul className="notes">
            <li>{t('bundle.inside.1')}</li>
            <li>{t('bundle.inside.2', { n: exchanges })}</li>
            <li>{t('bundle.inside.3')}</li>
          </ul>
        </div>
        <div>
          <p className="label">{t('bundle.out')}</p>
          <ul className="notes">
            <li>{t('bundle.out.1')}</li>
            <li>{t('bundle.out.2')}</li>
          </ul>
        </div>
      </div>
      <div>
        <BundleButton launchId={launchId} label={t('bundle.download')} />
      </div>
    </Section>
  );
}

function BundleButton({ launchId, label }: { readonly launchId: string; readonly label: string }): ReactNode {
  const t = useMessages(reportsWords);
  const say = useToast();
  const [problem, setProblem] = useState<Problem | null>(null);
  const get = (): void => {
    setProblem(null);
    download(`/api/launches/${launchId}/support-bundle`, `aicc-bridge-launch-${launchId}.txt`).then(
      () => say(t('bundle.done')),
      (error: unknown) => setProblem(asProblem(error)),
    );
  };
  return (
    <>
      <Button onPress={get}>
        <Icon name="dl" />
        {label}
      </Button>
      {problem ? <ProblemNotice problem={problem} /> : null}
    </>
  );
}
