import { useState, type ReactNode } from 'react';
import type { TenantSettings } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Loaded } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { Status } from '../look/status.js';
import { useToast } from '../look/toast.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { KeyAlarms } from './key-alarms.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { type LaunchKeyUse, useLaunchKeys, useTenantChange } from './tenant-settings.js';

const TONES = { current: 'good', accepted: 'warn', revoked: 'mute' } as const;

/** The keys in the addresses of packages, and who still launches with an old one before it is revoked. */
export function LaunchKeysSection({ tenant }: { readonly tenant: TenantSettings }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const may = useMay('change-settings');
  const keys = useLaunchKeys(tenant.tenantId);
  const saving = useTenantChange(tenant.tenantId);
  const [revoked, setRevoked] = useState<LaunchKeyUse | null>(null);
  return (
    <PanelSection title={t('keys')} about={t('keys.about')}>
      <Loaded query={keys}>
        {(list) => (
          <>
            <table className="table stackable">
              <thead>
                <tr>
                  <th scope="col">{t('keys.key')}</th>
                  <th scope="col">{t('keys.state')}</th>
                  <th scope="col" className="n">
                    {t('keys.launches')}
                  </th>
                  <th scope="col">{t('keys.last')}</th>
                  <th scope="col">
                    <span className="vh">{t('history.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map((key) => (
                  <KeyRow key={key.launchKey} use={key} onRevoke={may ? () => setRevoked(key) : null} />
                ))}
              </tbody>
            </table>
            {list.map((key) => (
              <KeyAlarms key={key.launchKey} tenant={tenant} use={key} />
            ))}
          </>
        )}
      </Loaded>
      {may ? (
        <div className="stack">
          <div>
            <Button
              isPending={saving.isPending}
              onPress={() =>
                saving.mutate({ method: 'POST', path: '/launch-keys' }, { onSuccess: () => say(t('keys.made')) })
              }
            >
              {t('keys.make')}
            </Button>
          </div>
          <p className="hint">{t('keys.make.says')}</p>
        </div>
      ) : null}
      {saving.error ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
      {revoked === null ? null : (
        <ConfirmDialog
          title={t('keys.revoke.title')}
          says={t('keys.revoke.says', { count: revoked.launches })}
          does={t('keys.revoke')}
          typed={revoked.launches > 0 ? tenant.name : undefined}
          onClose={() => setRevoked(null)}
          onConfirm={() => saving.mutateAsync({ method: 'DELETE', path: `/launch-keys/${revoked.launchKey}` })}
        />
      )}
    </PanelSection>
  );
}

function KeyRow({ use, onRevoke }: { readonly use: LaunchKeyUse; readonly onRevoke: (() => void) | null }): ReactNode {
  const t = useMessages(settingsWords);
  const formats = useFormats();
  const { launchKey, state, launches, lastAt } = use;
  return (
    <tr>
      <td className="mono full key">{launchKey}</td>
      <td>
        <Status tone={TONES[state]}>{t(`keys.${state}`)}</Status>
      </td>
      <td className="n" data-label={t('keys.launches')}>
        {formats.number(launches)}
      </td>
      <td className="nowrap" data-label={t('keys.last')}>
        {lastAt === null ? t('keys.never') : <Moment at={lastAt} />}
      </td>
      <td className="n">
        {onRevoke !== null && state === 'accepted' ? (
          <Button small kind="quiet" aria-label={t('keys.revoke.of', { key: launchKey })} onPress={onRevoke}>
            {t('keys.revoke')}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}
