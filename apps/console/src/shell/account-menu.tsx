import type { ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { LANGUAGE_NAMES, LANGUAGES } from '../messages/languages.js';
import { useLanguage, useMessages } from '../messages/use-messages.js';
import { lookWords } from '../look/messages.js';
import { useMe, useSession } from '../session/session.js';
import { shellWords } from './messages.js';
import type { OpenedProps } from './opening.js';

/** Who is signed in, the language, and the way out. */
export default function AccountMenu({ trigger, isOpen, setOpen }: OpenedProps): ReactNode {
  const t = useMessages(shellWords);
  const look = useMessages(lookWords);
  const me = useMe();
  const { signOut } = useSession();
  const { language, choose } = useLanguage();
  return (
    <Popover
      className="pop menu-pop"
      placement="bottom end"
      triggerRef={trigger}
      isOpen={isOpen}
      onOpenChange={setOpen}
    >
      <p className="who">
        <b>{me.name}</b>
        <span className="sub">{look(`role.${me.role}`)}</span>
      </p>
      <Menu aria-label={t('account.title')} autoFocus="first" onClose={() => setOpen(false)}>
        <MenuSection
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[language]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            const chosen = LANGUAGES.find((one) => one === key);
            if (chosen) choose(chosen);
          }}
        >
          <Header className="pop-head">{t('language')}</Header>
          {LANGUAGES.map((one) => (
            <MenuItem key={one} id={one} className="option" textValue={LANGUAGE_NAMES[one]}>
              <span lang={one}>{LANGUAGE_NAMES[one]}</span>
            </MenuItem>
          ))}
        </MenuSection>
        <MenuItem id="sign-out" className="option" onAction={() => void signOut()}>
          {t('sign-out')}
        </MenuItem>
      </Menu>
    </Popover>
  );
}
