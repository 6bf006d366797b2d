import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Moment, useNow } from '../look/moment.js';
import { Status } from '../look/status.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { launchesAddress } from '../reports/launches-address.js';
import { scopeOf, useTenants } from '../shell/scope.js';
import type { HostHealth } from './home.api.js';
import { homeWords } from './messages.js';

/** Every host that was spoken to in the last day; of very many those that need attention first. */
export function HostsTable({ hosts }: { readonly hosts: readonly HostHealth[] }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const tenants = useTenants().data ?? [];
  if (hosts.length === 0) return <p className="soft">{t('hosts.none')}</p>;
  return (
    <table className="table stackable">
      <thead>
        <tr>
          <th scope="col">{t('hosts.host')}</th>
          <th scope="col">{t('hosts.tenant')}</th>
          <th scope="col">{t('hosts.state')}</th>
          <th scope="col" className="n">
            {t('hosts.confirmed')}
          </th>
          <th scope="col" className="n">
            {t('hosts.waiting')}
          </th>
          <th scope="col">{t('hosts.last')}</th>
        </tr>
      </thead>
      <tbody>
        {hosts.map((host) => (
          <tr key={`${host.tenantId} ${host.host} ${host.port}`}>
            <td className="mono">
              <Link to={scopeOf(host.tenantId).path(launchesAddress({ host: host.host }))}>
                {host.host}
                {host.port === 443 ? '' : `:${host.port}`}
              </Link>
            </td>
            <td>{tenants.find(({ tenantId }) => tenantId === host.tenantId)?.name ?? ''}</td>
            <td className="full">
              <GateStatus host={host} />
            </td>
            <td className="n" data-label={t('hosts.confirmed')}>
              {formats.number(host.confirmed)}
            </td>
            <td className="n" data-label={t('hosts.waiting')}>
              {formats.number(host.waiting)}
            </td>
            <td data-label={t('hosts.last')}>
              {host.lastConfirmedAt ? <Moment at={host.lastConfirmedAt} as="relative" /> : t('hosts.never')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function GateStatus({ host: { gate, waiting, failingSince } }: { readonly host: HostHealth }): ReactNode {
  const t = useMessages(homeWords);
  const formats = useFormats();
  const now = useNow(60_000);
  if (gate?.breaker === 'open' && gate.closedUntil)
    return <Status tone="bad">{t('state.open', { when: formats.time(gate.closedUntil) })}</Status>;
  if (gate?.breaker === 'half-open') return <Status tone="warn">{t('state.half-open')}</Status>;
  if (failingSince && waiting > 0)
    return <Status tone="warn">{t('state.failing', { when: formats.whenShort(failingSince, now) })}</Status>;
  return (
    <>
      <Status tone="good">{t('hosts.good')}</Status>
      {gate ? <span className="sub">{t('hosts.limit', { n: gate.limit })}</span> : null}
    </>
  );
}
