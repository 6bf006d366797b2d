import type { ReactNode } from 'react';
import { Drawer } from '../look/drawer.js';
import { useMessages } from '../messages/use-messages.js';
import { useMe } from '../session/session.js';
import { shellWords } from '../shell/messages.js';
import { SignInForm } from './sign-in-form.js';

/** The session ended while a page was open: asks for the password over it, and the page goes on where it was. */
export default function SessionOver(): ReactNode {
  const t = useMessages(shellWords);
  const { username, tenantId } = useMe();
  return (
    <Drawer title={t('over.title')} isOpen onClose={() => undefined} shape="dialog" isStrict>
      <div className="stack">
        <p>{t('over.detail')}</p>
        <SignInForm known={{ username, organisation: tenantId }} />
      </div>
    </Drawer>
  );
}
