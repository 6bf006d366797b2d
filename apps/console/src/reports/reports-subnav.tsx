import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useMessages } from '../messages/use-messages.js';
import { useScope } from '../shell/scope.js';
import { reportsWords } from './messages.js';

export function ReportsSubnav(): ReactNode {
  const t = useMessages(reportsWords);
  const { path } = useScope();
  return (
    <nav className="subnav" aria-label={t('reports')}>
      <NavLink to={path('/reports/launches')}>{t('launches')}</NavLink>
      <NavLink to={path('/reports/receipts')}>{t('receipts')}</NavLink>
      <NavLink to={path('/reports/learner-matches')}>{t('identity')}</NavLink>
    </nav>
  );
}
