import type { ReactNode } from 'react';
import { Button } from '../look/button.js';
import { CopyButton } from '../look/copy-button.js';
import { Drawer } from '../look/drawer.js';
import { useMessages } from '../messages/use-messages.js';
import type { ShownKey } from './api-keys.js';
import { settingsWords } from './messages.js';

/** A new key, shown once: we keep only its hash. */
export function ApiKeyDialog({
  shown: { name, key },
  onClose,
}: {
  readonly shown: ShownKey;
  readonly onClose: () => void;
}): ReactNode {
  const t = useMessages(settingsWords);
  return (
    <Drawer
      title={t('api-keys.made', { name })}
      shape="dialog"
      isOpen
      onClose={onClose}
      footer={
        <div className="row end">
          <CopyButton text={key}>{t('api-keys.copy')}</CopyButton>
          <Button kind="primary" onPress={onClose}>
            {t('api-keys.done')}
          </Button>
        </div>
      }
    >
      <div className="stack">
        <p className="md prose">{t('api-keys.made.says')}</p>
        <p className="mono small once">{key}</p>
      </div>
    </Drawer>
  );
}
