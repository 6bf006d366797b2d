import { lazy, type ReactNode } from 'react';
import { useMessages } from '../messages/use-messages.js';
import { useMe } from '../session/session.js';
import { shellWords } from './messages.js';
import { Opening } from './opening.js';

const AccountMenu = lazy(() => import('./account-menu.js'));

export function AccountButton(): ReactNode {
  const t = useMessages(shellWords);
  const { name } = useMe();
  return (
    <Opening
      className="avatar"
      label={t('account', { name: `${initialsOf(name)}, ${name}` })}
      opens="menu"
      content={AccountMenu}
    >
      {initialsOf(name)}
    </Opening>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? '?')];
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : first.slice(1);
  return `${first[0] ?? '?'}${last[0] ?? ''}`.toUpperCase();
}
