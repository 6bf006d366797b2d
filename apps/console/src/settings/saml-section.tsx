import { useState, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { Button } from '../look/button.js';
import { useToast } from '../look/toast.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { SamlForm } from './saml-form.js';
import { useTenantChange } from './tenant-settings.js';

/** Sign-in with the organisation's own accounts (S17). */
export function SamlSection({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const formats = useFormats();
  const may = useMay('change-settings');
  const saving = useTenantChange(tenant.tenantId);
  const [task, setTask] = useState<'connect' | 'disconnect' | null>(null);
  const { saml } = tenant;
  return (
    <PanelSection title={t('saml')} about={t('saml.about')}>
      {saml ? (
        <dl className="facts">
          <dt>{t('saml.provider')}</dt>
          <dd>
            {saml.label} <span className="mono small soft">{saml.idpEntityId}</span>
          </dd>
          <dt>{t('saml.address')}</dt>
          <dd className="mono small">{saml.ssoUrl}</dd>
          <dt>{t('saml.certificates')}</dt>
          <dd>{formats.number(saml.certificates.length)}</dd>
        </dl>
      ) : (
        <p className="md soft">{t('saml.off')}</p>
      )}
      <p className="md">
        <a href={`/auth/saml/${tenant.tenantId}/metadata`}>{t('saml.ours')}</a>
      </p>
      {may && task !== 'connect' ? (
        <div className="row">
          <Button onPress={() => setTask('connect')}>{saml ? t('saml.change') : t('saml.connect')}</Button>
          {saml ? (
            <Button kind="quiet" onPress={() => setTask('disconnect')}>
              {t('saml.disconnect')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {task === 'connect' ? <SamlForm tenant={tenant} onDone={() => setTask(null)} /> : null}
      {task === 'disconnect' ? (
        <ConfirmDialog
          title={t('saml.disconnect')}
          says={t('saml.disconnect.says')}
          does={t('saml.disconnect')}
          typed={tenant.name}
          onClose={() => setTask(null)}
          onConfirm={async () => {
            await saving.mutateAsync({ method: 'DELETE', path: '/saml' });
            say(t('saved'));
          }}
        />
      ) : null}
    </PanelSection>
  );
}
