import type { ReactNode } from 'react';
import { Button } from '../look/button.js';
import { CopyButton } from '../look/copy-button.js';
import { Drawer } from '../look/drawer.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { peopleWords } from './messages.js';
import type { Invitation } from './people.js';

export interface ShownLink extends Invitation {
  readonly name: string;
}

/** A one-time link, shown once: the bridge sends no mail. */
export function LinkDialog({ link, onClose }: { readonly link: ShownLink; readonly onClose: () => void }): ReactNode {
  const t = useMessages(peopleWords);
  const formats = useFormats();
  const address = addressOf(link);
  return (
    <Drawer
      title={t('link.title', { name: link.name })}
      shape="dialog"
      isOpen
      onClose={onClose}
      footer={
        <div className="row end">
          <CopyButton text={address}>{t('link.copy')}</CopyButton>
          <Button kind="primary" onPress={onClose}>
            {t('close')}
          </Button>
        </div>
      }
    >
      <div className="stack">
        <p className="md">{t('link.says', { span: formats.span(link.expiresInSeconds * 1_000) })}</p>
        <p className="mono small one-time-link">{address}</p>
      </div>
    </Drawer>
  );
}

export function addressOf({ path }: Invitation): string {
  return new URL(path, location.origin).href;
}
