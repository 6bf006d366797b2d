import { useState, type ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Drawer } from '../look/drawer.js';
import { Loaded } from '../look/loaded.js';
import { Notice } from '../look/notice.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { type CompletedDownload, useChanges } from './downloads.js';
import { settingsWords } from './messages.js';

interface DownloadHistoryProps {
  readonly tenantId: string;
  readonly history: readonly CompletedDownload[];
}

/** Earlier downloads, and what has changed since each. */
export function DownloadHistory({ tenantId, history }: DownloadHistoryProps): ReactNode {
  const t = useMessages(settingsWords);
  const formats = useFormats();
  const [compared, setCompared] = useState<CompletedDownload | null>(null);
  if (history.length === 0) return <p className="md soft">{t('history.none')}</p>;
  return (
    <>
      <table className="table stackable">
        <thead>
          <tr>
            <th scope="col">{t('history.date')}</th>
            <th scope="col">{t('history.what')}</th>
            <th scope="col" className="n">
              {t('history.courses')}
            </th>
            <th scope="col">{t('history.key')}</th>
            <th scope="col">
              <span className="vh">{t('history.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {history.map((one) => (
            <tr key={one.downloadId}>
              <td className="nowrap">
                <time dateTime={one.completedAt.toISOString()} title={formats.full(one.completedAt)}>
                  {formats.date(one.completedAt)}, {formats.hourMinute(one.completedAt)}
                </time>
              </td>
              <td className="nowrap">{t(`history.${one.selection.kind}`)}</td>
              <td className="n" data-label={t('history.courses')}>
                {formats.number(one.courses)}
              </td>
              <td className="mono">{one.launchKey.slice(0, 7)}…</td>
              <td className="n full">
                <Button
                  small
                  kind="quiet"
                  aria-label={t('history.compare.of', { date: formats.full(one.completedAt) })}
                  onPress={() => setCompared(one)}
                >
                  {t('history.compare')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {compared === null ? null : (
        <Drawer
          title={t('compare.title', { date: formats.full(compared.completedAt) })}
          isOpen
          onClose={() => setCompared(null)}
        >
          <ChangesSince tenantId={tenantId} downloadId={compared.downloadId} />
        </Drawer>
      )}
    </>
  );
}

/** More rows than this help nobody; the CHANGES file of the download has them all. */
const SHOWN = 200;

function ChangesSince({ tenantId, downloadId }: { readonly tenantId: string; readonly downloadId: string }): ReactNode {
  const t = useMessages(settingsWords);
  const changes = useChanges(tenantId, downloadId);
  return (
    <Loaded query={changes}>
      {({ addressChanged, changes: list }) => (
        <div className="stack">
          {addressChanged ? (
            <Notice tone="warn">
              <p>{t('compare.address')}</p>
            </Notice>
          ) : null}
          {list.length === 0 ? (
            <p className="md soft">{t('compare.none')}</p>
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('compare.course')}</th>
                  <th scope="col">{t('compare.change')}</th>
                </tr>
              </thead>
              <tbody>
                {list.slice(0, SHOWN).map(({ courseId, title, change }) => (
                  <tr key={courseId}>
                    <td>
                      {title}
                      <span className="sub mono">{courseId}</span>
                    </td>
                    <td className="nowrap">{t(`change.${change}`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </Loaded>
  );
}
