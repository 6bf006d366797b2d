import { useState, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Link, useLocation } from 'react-router';
import { useMessages } from '../messages/use-messages.js';
import { shellWords } from './messages.js';
import type { OpenedProps } from './opening.js';
import { scopeOf, useScope, useTenants } from './scope.js';

/** Few enough to look through; the search finds the others. */
const SHOWN = 50;

/** The list of organisations with a search. */
export default function TenantChoice({ trigger, isOpen, setOpen }: OpenedProps): ReactNode {
  const t = useMessages(shellWords);
  return (
    <Popover
      className="pop menu-pop"
      placement="bottom end"
      triggerRef={trigger}
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <Dialog aria-label={t('tenant.choose')}>
        <Choice close={() => setOpen(false)} />
      </Dialog>
    </Popover>
  );
}

function Choice({ close }: { readonly close: () => void }): ReactNode {
  const t = useMessages(shellWords);
  const scope = useScope();
  const { pathname } = useLocation();
  const [wanted, setWanted] = useState('');
  const found = (useTenants().data ?? []).filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  // The section stays; a course or a launch may not exist for the other organisation.
  const section = pathname
    .replace(/^\/(all|t\/[^/]+)/, '')
    .split('/')
    .slice(0, 2)
    .join('/');
  const choices = [...(wanted === '' ? [{ tenantId: null, name: t('tenant.all') }] : []), ...found.slice(0, SHOWN)];
  return (
    <>
      <input
        className="input"
        type="search"
        autoFocus
        aria-label={t('tenant.search')}
        placeholder={t('tenant.search')}
        value={wanted}
        onChange={({ target }) => setWanted(target.value)}
      />
      <ul className="choices">
        {choices.map(({ tenantId, name }) => (
          <li key={tenantId ?? 'all'}>
            <Link
              className="option"
              to={scopeOf(tenantId).path(section || '/home')}
              aria-current={scope.tenantId === tenantId ? 'true' : undefined}
              onClick={close}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <p className="pop-foot">{t('tenant.none')}</p> : null}
    </>
  );
}
