import type { ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { Loaded } from '../look/loaded.js';
import { Notice } from '../look/notice.js';
import { Panel } from '../look/panel.js';
import { RuleId } from '../look/rule-id.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useMay } from '../session/session.js';
import { DownloadChoice } from './download-choice.js';
import { DownloadHistory } from './download-history.js';
import { useDownloads } from './downloads.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';

/** "Download AICC Packages" (S33–S40). */
export function DownloadPanel({ tenant }: { readonly tenant: TenantState }): ReactNode {
  const t = useMessages(settingsWords);
  const formats = useFormats();
  const may = useMay('download-packages');
  const downloads = useDownloads(tenant.tenantId);
  const last = downloads.data?.last ?? null;
  const side =
    downloads.data === undefined
      ? null
      : last === null
        ? t('download.never')
        : t.rich('download.last', {
            when: () => (
              <time dateTime={last.completedAt.toISOString()} title={formats.full(last.completedAt)}>
                {formats.date(last.completedAt)}
              </time>
            ),
          });
  return (
    <Panel title={t('download')} side={side} startsOpen={tenant.enabled}>
      {tenant.enabled ? null : (
        <Notice tone="mute">
          <p>
            {t('download.off')} <RuleId id="S40" />
          </p>
        </Notice>
      )}
      {tenant.enabled && !may ? (
        <Notice tone="mute">
          <p>{t('download.no-right')}</p>
        </Notice>
      ) : null}
      <Loaded query={downloads}>
        {(known) => (
          <>
            {tenant.enabled && may ? <DownloadChoice tenant={tenant} downloads={known} /> : null}
            <PanelSection title={t('history')} about={t('history.about')}>
              <DownloadHistory tenantId={tenant.tenantId} history={known.history} />
            </PanelSection>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
