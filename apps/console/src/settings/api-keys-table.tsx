import type { ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Moment } from '../look/moment.js';
import { useMessages } from '../messages/use-messages.js';
import { useTenants } from '../shell/scope.js';
import type { ApiKey } from './api-keys.js';
import { settingsWords } from './messages.js';

interface ApiKeysTableProps {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}

/** What each key is for, and whom it reaches. Its text is nowhere: only its hash is kept. */
export function ApiKeysTable({ keys, onRevoke }: ApiKeysTableProps): ReactNode {
  const t = useMessages(settingsWords);
  const tenants = useTenants().data ?? [];
  // One of an organisation that was deleted shows its id.
  const reachOf = ({ tenantId }: ApiKey): string =>
    tenantId === null ? t('api-keys.all') : (tenants.find((one) => one.tenantId === tenantId)?.name ?? tenantId);
  return (
    <table className="table stackable">
      <thead>
        <tr>
          <th scope="col">{t('api-keys.name')}</th>
          <th scope="col">{t('api-keys.role')}</th>
          <th scope="col">{t('api-keys.reach')}</th>
          <th scope="col">{t('api-keys.created')}</th>
          <th scope="col">
            <span className="vh">{t('history.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.apiKeyId}>
            <td className="full">
              <b>{key.name}</b>
            </td>
            <td className="full">
              {t(`api-keys.${key.role}`)} <span className="sub">{t(`api-keys.${key.role}.says`)}</span>
            </td>
            <td data-label={t('api-keys.reach')}>{reachOf(key)}</td>
            <td className="nowrap" data-label={t('api-keys.created')}>
              <Moment at={key.createdAt} />
            </td>
            <td className="n">
              <Button
                small
                kind="quiet"
                aria-label={t('api-keys.revoke.of', { name: key.name })}
                onPress={() => onRevoke(key)}
              >
                {t('api-keys.revoke')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
