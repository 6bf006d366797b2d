import { useState, type ReactNode } from 'react';
import type { CourseId, TenantState } from '@aicc-bridge/contracts';
import { Link } from 'react-router';
import { Moment, useNow } from '../look/moment.js';
import { Notice } from '../look/notice.js';
import { RuleId } from '../look/rule-id.js';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import { CourseDownload } from './course-download.js';
import { testWords } from './test-words.js';
import type { TestLaunch } from './use-test-launch.js';

interface LaunchWaitProps {
  readonly tenant: TenantState;
  readonly launch: TestLaunch | null;
  readonly courseId: CourseId;
  /** another way to know more: stands below */
  readonly children?: ReactNode;
}

/** Waits for the launch of the test course, and turns green with it. */
export function LaunchWait({ tenant, launch, courseId, children }: LaunchWaitProps): ReactNode {
  const t = useMessages(testWords);
  const scope = useScope();
  return (
    <section className="now" aria-labelledby="now">
      <svg className={launch === null ? 'cross' : 'cross seen'} viewBox="0 0 320 44" fill="none" aria-hidden="true">
        <path className="r" d="M30 22h260" />
        <path className="d" d="M30 22h260" />
        <circle className="o" cx="18" cy="22" r="7" />
        <circle className="e" cx="302" cy="22" r="7" />
      </svg>
      <div className="row between ends">
        <span>{t('now.lms')}</span>
        <span>{t('now.here')}</span>
      </div>
      <h3 id="now">{t('now')}</h3>
      <p className="md soft">{t.rich('now.says', { b: (words) => <b>{words}</b> })}</p>
      {tenant.enabled ? null : (
        <Notice tone="warn">
          <p>
            {t('now.enable-first')} <RuleId id="S32" />
          </p>
        </Notice>
      )}
      <div className="stack" role="status">
        {launch === null ? <Waits /> : <Seen launch={launch} />}
      </div>
      <div className="row">
        {tenant.enabled ? (
          <CourseDownload tenantId={tenant.tenantId} courseId={courseId}>
            {t('now.download')}
          </CourseDownload>
        ) : null}
        {launch === null ? null : <Link to={scope.path(`/reports/launches/${launch.launchId}`)}>{t('now.open')}</Link>}
      </div>
      {children}
    </section>
  );
}

function Waits(): ReactNode {
  const t = useMessages(testWords);
  return (
    <p className="row">
      <Status tone="live" icon="wait" pill>
        {t('now.waiting')}
      </Status>
      <Elapsed />
    </p>
  );
}

/** Not for a screen reader: it would speak each second. */
function Elapsed(): ReactNode {
  const formats = useFormats();
  const now = useNow();
  const [started] = useState(() => Date.now());
  return (
    <span className="md soft" aria-hidden="true">
      {formats.span(Math.floor((now.getTime() - started) / 1_000) * 1_000)}
    </span>
  );
}

function Seen({ launch }: { readonly launch: TestLaunch }): ReactNode {
  const t = useMessages(testWords);
  if (launch.outcome === 'refused')
    return (
      <Notice tone="bad">
        <p>
          <strong>{t('now.refused')}.</strong>{' '}
          {launch.ruleId === 'S29' ? t('now.refused.host', { host: launch.host ?? '?' }) : launch.verdict?.cause}{' '}
          {launch.ruleId === null ? null : <RuleId id={launch.ruleId} />}
        </p>
      </Notice>
    );
  const percent = launch.acknowledged?.percent ?? null;
  return (
    <p className="row">
      <Status tone="good" pill>
        {t.rich('now.seen', { when: () => <Moment at={launch.startedAt} as="relative" /> })}
      </Status>
      {percent === null ? null : (
        <Status tone="good" pill>
          {t('now.confirmed', { percent })}
        </Status>
      )}
    </p>
  );
}
