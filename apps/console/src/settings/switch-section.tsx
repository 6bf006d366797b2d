import { useState, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { RuleId } from '../look/rule-id.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { change, useTenantChange } from './tenant-settings.js';

/** On and off (S25, S32): off asks for the organisation's name. */
export function SwitchSection({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const may = useMay('change-settings');
  const saving = useTenantChange(tenant.tenantId);
  const [asks, setAsks] = useState(false);
  if (!may) return null;
  const lacksHost = tenant.hosts.length === 0;
  return (
    <PanelSection title={tenant.enabled ? t('off') : t('on')}>
      <p className="md soft prose">
        {tenant.enabled ? t('off.says') : t('on.says')} <RuleId id="S32" />
      </p>
      <div className="row">
        {tenant.enabled ? (
          <Button kind="danger" onPress={() => setAsks(true)}>
            {t('off.button')}
          </Button>
        ) : (
          <Button
            kind="primary"
            isDisabled={lacksHost}
            isPending={saving.isPending}
            onPress={() => saving.mutate(change({ enabled: true }), { onSuccess: () => say(t('on.done')) })}
          >
            {t('on.button')}
          </Button>
        )}
        {lacksHost && !tenant.enabled ? <span className="hint">{t('on.needs-host')}</span> : null}
      </div>
      {saving.error && !asks ? <ProblemNotice problem={asProblem(saving.error)} /> : null}
      {asks ? (
        <ConfirmDialog
          title={t('off.title')}
          says={t('off.says')}
          does={t('off.button')}
          typed={tenant.name}
          onClose={() => setAsks(false)}
          onConfirm={async () => {
            await saving.mutateAsync(change({ enabled: false }));
            say(t('off.done'));
          }}
        />
      ) : null}
    </PanelSection>
  );
}
