import { useState, type ReactNode } from 'react';
import type { TenantSettings } from '@aicc-bridge/contracts';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { Moment } from '../look/moment.js';
import { Status } from '../look/status.js';
import { useToast } from '../look/toast.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { CauseText } from '../verdicts/verdict-text.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { FrameSuggestions } from './frame-suggestions.js';
import { HostForm } from './host-form.js';
import { HostSuggestions } from './host-suggestions.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import {
  type HostHealth,
  hostsToKeep,
  hostText,
  replaceHosts,
  useHostHealth,
  useTenantChange,
} from './tenant-settings.js';

type Host = TenantSettings['hosts'][number];
type Task = { readonly kind: 'edit' | 'remove'; readonly at: number } | { readonly kind: 'add' } | null;

/** Where progress may go: the list, with what is known of each host (S28, S30). */
export function HostsSection({ tenant }: { readonly tenant: TenantSettings }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const may = useMay('change-settings');
  const health = useHostHealth(tenant.tenantId);
  const saving = useTenantChange(tenant.tenantId);
  // The first host is what the page is opened for.
  const [task, setTask] = useState<Task>(tenant.hosts.length === 0 && may ? { kind: 'add' } : null);
  const removed = task?.kind === 'remove' ? tenant.hosts[task.at] : undefined;
  const done = (): void => {
    setTask(null);
    say(t('host.saved'));
  };
  return (
    <PanelSection title={t('hosts')} about={t('hosts.about')}>
      {tenant.hosts.length === 0 ? <p className="md soft">{t('hosts.none')}</p> : null}
      <ul className="hosts">
        {tenant.hosts.map((host, at) => (
          <li
            key={`${host.name}:${host.port}`}
            className={task?.kind === 'edit' && task.at === at ? 'editing' : undefined}
          >
            {task?.kind === 'edit' && task.at === at ? (
              <HostForm tenant={tenant} at={at} onDone={done} onCancel={() => setTask(null)} />
            ) : (
              <HostRow
                host={host}
                health={health.data?.find(({ host: name, port }) => name === host.name && port === host.port)}
                may={may}
                onTask={(kind) => setTask({ kind, at })}
              />
            )}
          </li>
        ))}
        {task?.kind === 'add' ? (
          <li className="editing">
            <HostForm tenant={tenant} at={null} onDone={done} onCancel={() => setTask(null)} />
          </li>
        ) : null}
      </ul>
      <HostSuggestions tenant={tenant} />
      <FrameSuggestions tenant={tenant} />
      {may && task?.kind !== 'add' ? (
        <div>
          <Button onPress={() => setTask({ kind: 'add' })}>
            <Icon name="plus" />
            {t('hosts.add')}
          </Button>
        </div>
      ) : null}
      {removed === undefined ? null : (
        <ConfirmDialog
          title={t('host.remove.title', { host: hostText(removed) })}
          says={t('host.remove.says')}
          does={t('host.remove')}
          typed={tenant.name}
          onClose={() => setTask(null)}
          onConfirm={async () => {
            const kept = tenant.hosts.flatMap((host, at) => (host === removed ? [] : [hostsToKeep(tenant)[at]]));
            await saving.mutateAsync(replaceHosts(kept.filter((host) => host !== undefined)));
            say(t('host.saved'));
          }}
        />
      )}
    </PanelSection>
  );
}

interface HostRowProps {
  readonly host: Host;
  readonly health: HostHealth | undefined;
  readonly may: boolean;
  readonly onTask: (kind: 'edit' | 'remove') => void;
}

function HostRow({ host, health, may, onTask }: HostRowProps): ReactNode {
  const t = useMessages(settingsWords);
  const name = hostText(host);
  return (
    <>
      <div className="host-name">
        <span className="mono">{name}</span>
        <span className="sub">
          {t('host.sub', { use: t(`host.use.${host.usedFor}`), port: String(host.port) })}
          {host.http ? ` · ${t('host.plain')}` : ''}
        </span>
      </div>
      <div>
        <HostStatus health={health} />
      </div>
      <div className="row end">
        {may ? (
          <>
            <Button kind="quiet" small aria-label={t('host.edit.of', { host: name })} onPress={() => onTask('edit')}>
              {t('host.edit')}
            </Button>
            <Button
              kind="quiet"
              small
              aria-label={t('host.remove.of', { host: name })}
              onPress={() => onTask('remove')}
            >
              {t('host.remove')}
            </Button>
          </>
        ) : null}
      </div>
    </>
  );
}

const SOON_MILLIS = 21 * 86_400_000;

function HostStatus({ health }: { readonly health: HostHealth | undefined }): ReactNode {
  const t = useMessages(settingsWords);
  const formats = useFormats();
  const ends = health?.certificate?.validTo ?? null;
  const endsSoon = ends !== null && ends.getTime() - Date.now() < SOON_MILLIS;
  if (health !== undefined && health.failingSince !== null)
    return (
      <>
        <Status tone="warn">{t('host.trouble')}</Status>
        <span className="sub">{health.lastVerdict ? <CauseText said={health.lastVerdict} /> : null}</span>
      </>
    );
  const lastConfirmedAt = health?.lastConfirmedAt ?? null;
  if (lastConfirmedAt === null)
    return (
      <>
        <Status tone="mute" icon="unknown">
          {t('host.unseen')}
        </Status>
        <span className="sub">{t('host.unseen.says')}</span>
      </>
    );
  return (
    <>
      <Status tone="good">{t('host.verified')}</Status>
      <span className="sub">
        {t.rich('host.verified.says', { when: () => <Moment at={lastConfirmedAt} as="relative" /> })}
      </span>
      {endsSoon ? (
        <span className="sub">
          <Status tone="warn" icon="warn">
            {t('host.certificate', { date: formats.date(ends) })}
          </Status>
        </span>
      ) : null}
    </>
  );
}
