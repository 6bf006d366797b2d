import { lazy, type ReactNode } from 'react';
import { Icon } from '../look/icon.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { shellWords } from './messages.js';
import { Opening } from './opening.js';
import { useScope, useTenants } from './scope.js';

const TenantChoice = lazy(() => import('./tenant-choice.js'));

/** Whose matters the page shows: always to be seen, and for the publisher's people to be changed. */
export function TenantChooser(): ReactNode {
  const t = useMessages(shellWords);
  const scope = useScope();
  const tenants = useTenants();
  const choosesAll = useMay('see-all-tenants');
  const name =
    scope.tenantId === null
      ? t('tenant.all')
      : (tenants.data?.find(({ tenantId }) => tenantId === scope.tenantId)?.name ?? '…');
  if (!choosesAll)
    return (
      <p className="tenant fixed">
        <span className="vh">{t('tenant')} </span>
        <span className="name">{name}</span>
      </p>
    );
  return (
    <Opening className="tenant" opens="dialog" content={TenantChoice}>
      <span className="vh">{t('tenant')} </span>
      <span className="name">{name}</span>
      <Icon name="down" />
    </Opening>
  );
}
