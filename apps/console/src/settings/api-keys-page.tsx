import { useState, type ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Empty } from '../look/empty.js';
import { Icon } from '../look/icon.js';
import { Loaded } from '../look/loaded.js';
import { Page } from '../look/page.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { ForbiddenPage } from '../shell/plain-pages.js';
import { useScope } from '../shell/scope.js';
import { AddApiKey } from './add-api-key.js';
import { ApiKeyDialog } from './api-key-dialog.js';
import { type ApiKey, type ShownKey, useApiKeys, useRevokeApiKey } from './api-keys.js';
import { ApiKeysTable } from './api-keys-table.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { settingsWords } from './messages.js';
import './settings.css';
import { SettingsNav } from './settings-nav.js';

type Task =
  | { readonly kind: 'add' }
  | { readonly kind: 'shown'; readonly key: ShownKey }
  | { readonly kind: 'revoke'; readonly key: ApiKey };

/** Keys of the publisher's own systems. With an organisation chosen: those that reach it. */
export function ApiKeysPage(): ReactNode {
  return useMay('make-api-keys') ? <Keys /> : <ForbiddenPage right="make-api-keys" />;
}

function Keys(): ReactNode {
  const t = useMessages(settingsWords);
  const { tenantId } = useScope();
  const keys = useApiKeys();
  const [task, setTask] = useState<Task | null>(null);
  return (
    <Page
      title={t('api-keys.title')}
      lead={t('api-keys.lead')}
      subnav={<SettingsNav />}
      density="dense"
      actions={
        <Button kind="primary" onPress={() => setTask({ kind: 'add' })}>
          <Icon name="plus" />
          {t('api-keys.make')}
        </Button>
      }
    >
      <Loaded query={keys}>
        {(all) => {
          const shown = all.filter((key) => tenantId === null || key.tenantId === null || key.tenantId === tenantId);
          return shown.length === 0 ? (
            <Empty says={t('api-keys.none')} />
          ) : (
            <div className="stack">
              <ApiKeysTable keys={shown} onRevoke={(key) => setTask({ kind: 'revoke', key })} />
              <p className="hint">{t('api-keys.use')}</p>
            </div>
          );
        }}
      </Loaded>
      <TaskOf task={task} onTask={setTask} />
    </Page>
  );
}

interface TaskOfProps {
  readonly task: Task | null;
  readonly onTask: (task: Task | null) => void;
}

function TaskOf({ task, onTask }: TaskOfProps): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const { mutateAsync: revoke } = useRevokeApiKey();
  const close = (): void => onTask(null);
  switch (task?.kind) {
    case undefined:
      return null;
    case 'add':
      return <AddApiKey onClose={close} onMade={(key) => onTask({ kind: 'shown', key })} />;
    case 'shown':
      return <ApiKeyDialog shown={task.key} onClose={close} />;
    case 'revoke':
      return (
        <ConfirmDialog
          title={t('api-keys.revoke.title')}
          says={t('api-keys.revoke.says')}
          does={t('api-keys.revoke')}
          typed={task.key.name}
          onClose={close}
          onConfirm={async () => {
            await revoke(task.key.apiKeyId);
            say(t('api-keys.revoked', { name: task.key.name }));
          }}
        />
      );
  }
}
