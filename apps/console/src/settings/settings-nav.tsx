import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useMessages } from '../messages/use-messages.js';
import { useMay, useMe } from '../session/session.js';
import { useScope } from '../shell/scope.js';
import { settingsWords } from './messages.js';

/** Pages of the settings. The audit trail names people, so viewers have no way to it; API keys are the publisher's. */
export function SettingsNav(): ReactNode {
  const t = useMessages(settingsWords);
  const scope = useScope();
  const { role } = useMe();
  return (
    <nav className="subnav" aria-label={t('subnav')}>
      <NavLink to={scope.path('/settings')} end>
        {t('nav.lms')}
      </NavLink>
      {role === 'tenant-viewer' ? null : <NavLink to={scope.path('/settings/audit')}>{t('nav.audit')}</NavLink>}
      {useMay('make-api-keys') ? <NavLink to={scope.path('/settings/api-keys')}>{t('nav.api-keys')}</NavLink> : null}
    </nav>
  );
}
