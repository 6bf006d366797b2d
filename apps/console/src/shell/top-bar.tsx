import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { BrandMark } from '../look/brand-mark.js';
import { buttonClass } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { AccountButton } from './account-button.js';
import { shellWords } from './messages.js';
import { useScope } from './scope.js';
import { TenantChooser } from './tenant-chooser.js';
import { ThemeSwitch } from './theme-switch.js';

/** The five pages of the menu (S41), whose matters they show, help, colours, and the person. */
export function TopBar(): ReactNode {
  const t = useMessages(shellWords);
  const scope = useScope();
  const seesPeople = useMay('see-people');
  return (
    <header className="top">
      <div className="top-in">
        <Link className="brand" to={scope.path('/home')} aria-label={t('brand.home')}>
          <BrandMark />
          <span>aicc-bridge</span>
        </Link>
        <nav className="menu" aria-label={t('menu')}>
          <NavLink to={scope.path('/home')}>{t('menu.home')}</NavLink>
          {seesPeople ? <NavLink to={scope.path('/people')}>{t('menu.people')}</NavLink> : null}
          <NavLink to={scope.path('/content')}>{t('menu.content')}</NavLink>
          <NavLink to={scope.path('/reports')}>{t('menu.reports')}</NavLink>
          <NavLink to={scope.path('/settings')}>{t('menu.settings')}</NavLink>
        </nav>
        <div className="top-end">
          <TenantChooser />
          <Link className={buttonClass('icon')} to="/help" aria-label={t('help')}>
            <Icon name="help" large />
          </Link>
          <ThemeSwitch />
          <AccountButton />
        </div>
      </div>
    </header>
  );
}
