import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { buttonClass } from '../look/button.js';
import { lookWords } from '../look/messages.js';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { type Right, rolesWith } from '../session/roles.js';
import { shellWords } from './messages.js';

export function MissingPage(): ReactNode {
  const t = useMessages(shellWords);
  return (
    <Page title={t('page.missing')} lead={t('page.missing.detail')}>
      <p>
        <Link className={buttonClass('primary')} to="/">
          {t('page.start')}
        </Link>
      </p>
    </Page>
  );
}

/** A page that this role may not see: says which roles may. */
export function ForbiddenPage({ right }: { readonly right: Right }): ReactNode {
  const t = useMessages(lookWords);
  const shell = useMessages(shellWords);
  const roles = rolesWith(right)
    .map((role) => t(`role.${role}`))
    .join(', ');
  return (
    <Page title={t('no-permission.title')} lead={t('no-permission.detail', { roles })}>
      <p>
        <Link className={buttonClass('primary')} to="/">
          {shell('page.start')}
        </Link>
      </p>
    </Page>
  );
}

interface TenantNeededProps {
  readonly title: string;
  /** pages of the same section; some of them are not about one organisation */
  readonly subnav?: ReactNode;
}

/** For pages about one organisation, opened while all are chosen. */
export function TenantNeededPage({ title, subnav }: TenantNeededProps): ReactNode {
  const t = useMessages(shellWords);
  return (
    <Page title={title} lead={t('tenant.needed')} subnav={subnav}>
      <p className="soft">{t('tenant.needed.detail')}</p>
    </Page>
  );
}
