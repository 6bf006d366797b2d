import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLive } from '../api/use-live.js';
import { Icon } from '../look/icon.js';
import { Loaded, Skeleton } from '../look/loaded.js';
import { useNow } from '../look/moment.js';
import { Page } from '../look/page.js';
import { RuleId } from '../look/rule-id.js';
import { Section } from '../look/section.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { launchesAddress } from '../reports/launches-address.js';
import { useScope, useTenants } from '../shell/scope.js';
import { CauseText, RuleText } from '../verdicts/verdict-text.js';
import { Attention } from './attention.js';
import { DayChart } from './day-chart.js';
import { type Health, type History, type Promptness, useHealth, useHistory } from './home.api.js';
import { deliveredOf, troublesOf } from './host-trouble.js';
import { HostsTable } from './hosts-table.js';
import { homeWords } from './messages.js';
import { promptPercent } from './prompt-percent.js';
import { busiestHour } from './reported-hours.js';

/** Home: is everything delivered? If not, whose fault is it? */
export function HomePage(): ReactNode {
  const t = useMessages(homeWords);
  const { tenantId } = useScope();
  const health = useHealth(tenantId);
  const history = useHistory(tenantId);
  useLive(`/api/launches/-/live${tenantId === null ? '' : `?tenantId=${tenantId}`}`, ['health']);
  return (
    <Page
      title={t('title')}
      density="dense"
      lead={health.data ? <Lead health={health.data} /> : undefined}
      actions={health.data ? <Updated at={health.dataUpdatedAt} /> : undefined}
    >
      <Loaded query={health} skeleton={<Skeleton lines={6} />}>
        {(data) => (
          <>
            <Figures health={data} />
            <Troubles health={data} />
            <Loaded query={history} skeleton={<Skeleton lines={6} />}>
              {(past) => <Past history={past} promptness={data.promptness} />}
            </Loaded>
            <Section title={t('hosts')} wide>
              {data.totals.hosts > data.hosts.length ? (
                <p className="soft">{t('hosts.more', { n: data.hosts.length, total: data.totals.hosts })}</p>
              ) : null}
              <HostsTable hosts={data.hosts} />
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lead({ health }: { readonly health: Health }): ReactNode {
  const t = useMessages(homeWords);
  const bold = { b: (words: ReactNode) => <b>{words}</b> };
  const { total, waiting, act } = deliveredOf(health);
  if (total === 0) return t.rich('lead.empty', bold);
  if (waiting > 0)
    return t.rich('lead.trouble', bold, {
      missing: waiting,
      hosts: health.totals.hostsWaiting,
    });
  return act > 0 ? t.rich('lead.act', bold, { act }) : t.rich('lead.good', bold, { total });
}

function Updated({ at }: { readonly at: number }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const now = useNow();
  return (
    <p className="row small muted">
      <Icon name="good" />
      {t('updated', { when: formats.relative(new Date(Math.min(at, now.getTime())), now) })}
    </p>
  );
}

function Figures({ health }: { readonly health: Health }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const now = useNow();
  const { percent, waiting, failingSince } = deliveredOf(health);
  const { lastHour, unclaimedEvents, oldestDueMs } = health;
  return (
    <dl className="figures">
      <div className="figure">
        <dt>{t('figure.delivered')}</dt>
        <dd>
          {formats.oneDecimalDown(percent)}
          <small> %</small>
        </dd>
        <dd className="note">{t('figure.delivered.note')}</dd>
      </div>
      <Prompt promptness={health.promptness} />
      <div className="figure">
        <dt>{t('figure.waiting')}</dt>
        <dd>{formats.number(waiting)}</dd>
        <dd className="note">
          {failingSince
            ? t('figure.waiting.oldest', { span: formats.span(now.getTime() - failingSince.getTime()) })
            : t('figure.waiting.none')}
        </dd>
      </div>
      <div className="figure">
        <dt>{t('figure.unclaimed')}</dt>
        <dd>{formats.number(unclaimedEvents)}</dd>
        <dd className="note">{t('figure.unclaimed.note')}</dd>
      </div>
      <div className="figure">
        <dt>{t('figure.due')}</dt>
        <dd className="text">{formats.span(oldestDueMs)}</dd>
        <dd className="note">{t('figure.due.note')}</dd>
      </div>
      <div className="figure">
        <dt>{t('figure.answers')}</dt>
        <dd className="text">{lastHour.medianMs === null ? '–' : formats.span(lastHour.medianMs)}</dd>
        <dd className="note">
          {lastHour.p99Ms === null
            ? t('figure.answers.none')
            : t('figure.answers.note', { p99: formats.span(lastHour.p99Ms), n: lastHour.exchanges })}
        </dd>
      </div>
      {useMay('see-bus') ? <BusLag bus={health.bus} /> : null}
    </dl>
  );
}

function Prompt({ promptness }: { readonly promptness: readonly Promptness[] }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const percent = promptPercent(promptness);
  return (
    <div className="figure">
      <dt>{t('figure.prompt')}</dt>
      <dd>
        {percent === null ? (
          '–'
        ) : (
          <>
            {formats.oneDecimalDown(percent)}
            <small> %</small>
          </>
        )}
      </dd>
      <dd className="note">{percent === null ? t('figure.prompt.none') : t('figure.prompt.note')}</dd>
    </div>
  );
}

function BusLag({ bus }: Pick<Health, 'bus'>): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const now = useNow();
  return (
    <div className="figure">
      <dt>{t('figure.bus')}</dt>
      <dd className="text">{bus === null ? '–' : formats.span(bus.lagMs)}</dd>
      <dd className="note">
        {bus === null
          ? t('figure.bus.none')
          : t('figure.bus.note', {
              when: formats.relative(new Date(Math.min(bus.measuredAt.getTime(), now.getTime())), now),
            })}
      </dd>
    </div>
  );
}

function Troubles({ health }: { readonly health: Health }): ReactNode {
  const t = useMessages(homeWords);
  const now = useNow(60_000);
  const troubles = troublesOf(health, now);
  return (
    <Section title={t('attention')} about={troubles.length > 0 ? t('attention.about') : undefined}>
      {troubles.length === 0 ? <p className="soft">{t('attention.none')}</p> : <Attention troubles={troubles} />}
    </Section>
  );
}

interface PastProps {
  readonly history: History;
  readonly promptness: readonly Promptness[];
}

function Past({ history: { hours, more, verdicts }, promptness }: PastProps): ReactNode {
  const t = useMessages(homeWords);
  const { tenantId } = useScope();
  const tenants = useTenants().data ?? [];
  const now = useNow(60_000);
  const most = busiestHour(hours);
  // Those with something going on come first; the others have nothing to show.
  const shown = tenants.filter(
    (tenant) => tenant.tenantId === tenantId || hours.some((hour) => hour.tenantId === tenant.tenantId),
  );
  return (
    <>
      <section className="sec wide" aria-labelledby="hours-name">
        <header className="row between">
          <h2 id="hours-name">{t(tenantId === null ? 'hours' : 'hours.one')}</h2>
          <p className="legend row">
            <span>
              <i className="k1" />
              {t('legend.confirmed')}
            </span>
            <span>
              <i className="k2" />
              {t('legend.waiting')}
            </span>
            <span>
              <i className="k3" />
              {t('legend.trouble')}
            </span>
          </p>
        </header>
        {more ? <p className="soft">{t('hours.more', { n: shown.length })}</p> : null}
        <div className="multi">
          {shown.map((tenant) => (
            <DayChart
              key={tenant.tenantId}
              tenant={tenant.name}
              hours={hours.filter((hour) => hour.tenantId === tenant.tenantId)}
              now={now}
              most={most}
              prompt={promptPercent(promptness.filter((one) => one.tenantId === tenant.tenantId))}
            />
          ))}
        </div>
      </section>
      <section className="sec wide" aria-labelledby="verdicts-name">
        <header>
          <h2 id="verdicts-name">{t('verdicts')}</h2>
        </header>
        {verdicts.length === 0 ? <p className="soft">{t('verdicts.none')}</p> : <Verdicts verdicts={verdicts} />}
      </section>
    </>
  );
}

function Verdicts({ verdicts }: { readonly verdicts: History['verdicts'] }): ReactNode {
  const formats = useFormats();
  const { path } = useScope();
  const most = Math.max(1, ...verdicts.map(({ launches }) => launches));
  return (
    <ul className="bars">
      {verdicts.map(({ ruleId, cause, causeId, values, launches }) => (
        <li key={`${ruleId ?? ''} ${cause ?? ''}`}>
          <span>
            {cause === null ? <RuleText id={ruleId ?? ''} /> : <CauseText said={{ cause, causeId, values }} />}{' '}
            {ruleId ? <RuleId id={ruleId} /> : null}
          </span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect width={(100 * launches) / most} height="8" />
          </svg>
          {ruleId ? (
            <Link className="n" to={path(launchesAddress({ period: 'week', rule: ruleId }))}>
              {formats.number(launches)}
            </Link>
          ) : (
            <span className="n">{formats.number(launches)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
