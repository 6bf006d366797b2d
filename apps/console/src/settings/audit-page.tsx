import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { api } from '../api/api.js';
import { LoadMore } from '../look/load-more.js';
import { Loaded } from '../look/loaded.js';
import { Moment } from '../look/moment.js';
import { Page } from '../look/page.js';
import { RowChunks } from '../look/row-chunks.js';
import { useMessages } from '../messages/use-messages.js';
import { TenantNeededPage } from '../shell/plain-pages.js';
import { useScope } from '../shell/scope.js';
import { settingsWords } from './messages.js';
import './settings.css';
import { SettingsNav } from './settings-nav.js';

const PAGE = 50;
const Audit = z.object({
  entries: z.array(
    z.object({ auditId: z.string(), at: z.coerce.date(), who: z.string(), action: z.string(), detail: z.unknown() }),
  ),
});

/** Who changed what. */
export function AuditPage(): ReactNode {
  const t = useMessages(settingsWords);
  const { tenantId } = useScope();
  return tenantId === null ? (
    <TenantNeededPage title={t('audit.title')} subnav={<SettingsNav />} />
  ) : (
    <AuditOf tenantId={tenantId} />
  );
}

function AuditOf({ tenantId }: { readonly tenantId: string }): ReactNode {
  const t = useMessages(settingsWords);
  const query = useInfiniteQuery({
    queryKey: ['audit', tenantId],
    queryFn: async ({ pageParam, signal }) =>
      (await api.get(`/api/tenants/${tenantId}/audit`, Audit, { query: { after: pageParam, limit: PAGE }, signal }))
        .entries,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.auditId : undefined),
  });
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} subnav={<SettingsNav />} density="dense">
      <Loaded query={query}>
        {({ pages }) =>
          pages.flat().length === 0 ? (
            <p className="md soft">{t('audit.none')}</p>
          ) : (
            <div className="stack">
              <table className="table stackable" aria-rowcount={pages.flat().length + 1}>
                <thead>
                  <tr>
                    <th scope="col">{t('audit.when')}</th>
                    <th scope="col">{t('audit.what')}</th>
                    <th scope="col">{t('audit.who')}</th>
                  </tr>
                </thead>
                <RowChunks rows={pages.flat()}>
                  {({ auditId, at, who, action, detail }, rowIndex) => (
                    <tr key={auditId} aria-rowindex={rowIndex}>
                      <td className="nowrap">
                        <Moment at={at} />
                      </td>
                      <td className="full">
                        <span className="mono">{action}</span>
                        <span className="sub mono detail">{JSON.stringify(detail)}</span>
                      </td>
                      <td className="mono small full">{who}</td>
                    </tr>
                  )}
                </RowChunks>
              </table>
              <LoadMore query={query}>{t('audit.more')}</LoadMore>
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
