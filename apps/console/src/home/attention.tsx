import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { buttonClass } from '../look/button.js';
import { useNow } from '../look/moment.js';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { launchesAddress } from '../reports/launches-address.js';
import { scopeOf, useTenants } from '../shell/scope.js';
import { CauseText } from '../verdicts/verdict-text.js';
import type { Trouble } from './host-trouble.js';
import { homeWords } from './messages.js';

/** Each host with what is wrong, since when, and a way to its launches. */
export function Attention({ troubles }: { readonly troubles: readonly Trouble[] }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const tenants = useTenants().data ?? [];
  return (
    <ul className="att">
      {troubles.map((trouble) => {
        const { tenantId, host, affected } = trouble;
        const tenant = tenants.find((one) => one.tenantId === tenantId)?.name ?? '';
        const outcome = trouble.kind === 'relaunch' ? 'needs-relaunch' : 'waiting';
        return (
          <li key={`${tenantId} ${host} ${trouble.kind}`}>
            <div>
              <State trouble={trouble} />
              <p>
                <b>{tenant}</b> <span className="mono soft">{host}</span>
              </p>
              <Why trouble={trouble} />
            </div>
            <p className="aff">
              <b>{formats.number(affected)}</b>
              {t('launches', { n: affected })}
            </p>
            <Link
              className={buttonClass('plain', true)}
              aria-label={t('open.label', { tenant, host })}
              to={scopeOf(tenantId).path(
                launchesAddress({ period: 'week', host, ...(affected > 0 ? { outcome } : {}) }),
              )}
            >
              {t('open')}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function State({ trouble }: { readonly trouble: Trouble }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const now = useNow();
  switch (trouble.kind) {
    case 'open':
      return <Status tone="bad">{t('state.open', { when: formats.time(trouble.until) })}</Status>;
    case 'half-open':
      return <Status tone="warn">{t('state.half-open')}</Status>;
    case 'failing':
      return <Status tone="bad">{t('state.failing', { when: formats.whenShort(trouble.since, now) })}</Status>;
    case 'relaunch':
      return <Status tone="act">{t('state.relaunch')}</Status>;
    case 'certificate':
      return (
        <Status tone="warn" icon="warn">
          {t('state.certificate', { when: formats.relative(trouble.endsAt, now) })}
        </Status>
      );
  }
}

function Why({ trouble }: { readonly trouble: Trouble }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  switch (trouble.kind) {
    case 'open':
    case 'half-open':
      return (
        <p className="soft">
          {trouble.cause ? <CauseText said={trouble.cause} /> : null} {t(`why.${trouble.kind}`)}
        </p>
      );
    case 'failing':
      return trouble.cause ? (
        <p className="soft">
          <CauseText said={trouble.cause} />
        </p>
      ) : null;
    case 'relaunch':
      return <p className="soft">{t('why.relaunch')}</p>;
    case 'certificate':
      return <p className="soft">{t('why.certificate', { date: formats.date(trouble.endsAt) })}</p>;
  }
}
