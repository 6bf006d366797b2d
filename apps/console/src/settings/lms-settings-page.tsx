import { useState, type ReactNode } from 'react';
import type { TenantSettings } from '@aicc-bridge/contracts';
import { Button } from '../look/button.js';
import { Loaded } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { Notice } from '../look/notice.js';
import { Page } from '../look/page.js';
import { Panel } from '../look/panel.js';
import { Status } from '../look/status.js';
import { useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { TenantNeededPage } from '../shell/plain-pages.js';
import { useScope } from '../shell/scope.js';
import { useVerdictTexts } from '../verdicts/use-verdict-texts.js';
import { DownloadPanel } from './download-panel.js';
import { HostsSection } from './hosts-section.js';
import { HowItWorks } from './how-it-works.js';
import { LaunchKeysSection } from './launch-keys-section.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';
import { ProfileSection } from './profile-section.js';
import { ReportingSection } from './reporting-section.js';
import { RulesSection } from './rules-section.js';
import { SamlSection } from './saml-section.js';
import './settings.css';
import { SettingsNav } from './settings-nav.js';
import { SwitchSection } from './switch-section.js';
import { useHostHealth, useTenant } from './tenant-settings.js';
import { TestDrawer } from './test-drawer.js';

/** Settings › LMS Settings (S22–S40). */
export function LmsSettingsPage(): ReactNode {
  const t = useMessages(settingsWords);
  const { tenantId } = useScope();
  return tenantId === null ? (
    <TenantNeededPage title={t('title')} subnav={<SettingsNav />} />
  ) : (
    <SettingsOf key={tenantId} tenantId={tenantId} />
  );
}

function SettingsOf({ tenantId }: { readonly tenantId: string }): ReactNode {
  const t = useMessages(settingsWords);
  const tenant = useTenant(tenantId);
  const may = useMay('change-settings');
  return (
    <Page
      title={t('title')}
      subnav={<SettingsNav />}
      lead={tenant.data === undefined ? undefined : <Lead tenant={tenant.data} />}
    >
      <Loaded query={tenant}>
        {(known) => (
          <>
            {may ? null : (
              <Notice tone="mute">
                <p>{t('read-only')}</p>
              </Notice>
            )}
            <SetupPanel tenant={known} />
            <DownloadPanel key={String(known.enabled)} tenant={known} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function SetupPanel({ tenant }: { readonly tenant: TenantSettings }): ReactNode {
  const t = useMessages(settingsWords);
  const mayTest = useMay('test-integration');
  const [tests, setTests] = useState(false);
  const side = tenant.enabled ? (
    <Status tone="good" pill>
      {t('enabled')}
    </Status>
  ) : (
    <Status tone="mute" pill>
      {t('disabled')}
    </Status>
  );
  return (
    <Panel title={t('setup')} side={side}>
      <HowItWorks />
      <ProfileSection tenant={tenant} />
      <HostsSection tenant={tenant} />
      <ReportingSection tenant={tenant} />
      <RulesSection tenant={tenant} />
      {mayTest ? (
        <PanelSection title={t('test')} about={t('test.about')}>
          <div className="row">
            <Button kind="primary" isDisabled={tenant.hosts.length === 0} onPress={() => setTests(true)}>
              {t('test.button')}
            </Button>
            {tenant.hosts.length === 0 ? <span className="hint">{t('test.needs-host')}</span> : null}
          </div>
        </PanelSection>
      ) : null}
      <LaunchKeysSection tenant={tenant} />
      <SamlSection tenant={tenant} />
      <SwitchSection tenant={tenant} />
      {tests ? <TestDrawer tenant={tenant} onClose={() => setTests(false)} /> : null}
    </Panel>
  );
}

/** The answer of the page: off, never used, connected, or in trouble. */
function Lead({ tenant }: { readonly tenant: TenantSettings }): ReactNode {
  const t = useMessages(settingsWords);
  const verdicts = useVerdictTexts();
  const health = useHostHealth(tenant.tenantId);
  const b = (words: ReactNode): ReactNode => <b>{words}</b>;
  if (!tenant.enabled) return t.rich('lead.disabled', { b });
  const hosts = health.data ?? [];
  const failing = hosts.find(({ failingSince }) => failingSince !== null);
  if (failing) {
    const cause = failing.lastVerdict ? verdicts.cause(failing.lastVerdict).text : '';
    return t.rich('lead.waiting', { b }, { name: tenant.name, cause });
  }
  const confirmed = hosts
    .flatMap(({ lastConfirmedAt }) => lastConfirmedAt ?? [])
    .sort((one, other) => other.getTime() - one.getTime())[0];
  if (confirmed === undefined) return t.rich('lead.ready', { b });
  return t.rich('lead.connected', { b, when: () => <Moment at={confirmed} as="relative" /> }, { name: tenant.name });
}
