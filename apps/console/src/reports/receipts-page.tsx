import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { z } from 'zod';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Field } from '../look/field.js';
import { Loaded, Skeleton } from '../look/loaded.js';
import { Page } from '../look/page.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { useScope, useTenants } from '../shell/scope.js';
import { reportsWords } from './messages.js';
import { ReportsSubnav } from './reports-subnav.js';

const Receipts = z.object({
  receipts: z.array(z.object({ launchId: z.string(), tenantId: z.string(), day: z.string() })),
});

/** Reports › Receipts: from the four characters on a learner's last page to the launch. */
export function ReceiptsPage(): ReactNode {
  const t = useMessages(reportsWords);
  const [params, setParams] = useSearchParams();
  const code = (params.get('code') ?? '').toUpperCase();
  const [typed, setTyped] = useState(code);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setParams({ code: typed.trim().toUpperCase() });
  };
  return (
    <Page title={t('receipt.title')} density="dense" subnav={<ReportsSubnav />} lead={t('receipt.lead')}>
      <form className="receipt-form" role="search" onSubmit={submit}>
        <Field
          label={t('receipt.label')}
          hint={t('receipt.hint')}
          mono
          required
          minLength={4}
          maxLength={4}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div>
          <Button type="submit" kind="primary">
            {t('receipt.find')}
          </Button>
        </div>
      </form>
      <div aria-live="polite">{code.length === 4 ? <FoundReceipts code={code} /> : null}</div>
    </Page>
  );
}

function FoundReceipts({ code }: { readonly code: string }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const { tenantId, path } = useScope();
  const tenants = useTenants();
  const found = useQuery({
    queryKey: ['receipts', tenantId, code],
    queryFn: async ({ signal }) => {
      try {
        return (await api.get(`/api/receipts/${encodeURIComponent(code)}`, Receipts, { query: { tenantId }, signal }))
          .receipts;
      } catch (error) {
        // What cannot be a receipt is none.
        if (asProblem(error).body.status === 422) return [];
        throw error;
      }
    },
  });
  return (
    <Loaded query={found} skeleton={<Skeleton lines={2} />}>
      {(receipts) =>
        receipts.length === 0 ? (
          <p className="soft">{t('receipt.none', { code })}</p>
        ) : (
          <ul className="receipts">
            {receipts.map((receipt) => (
              <li key={receipt.launchId}>
                <span>{formats.date(new Date(`${receipt.day}T00:00:00`))}</span>
                {tenantId === null ? (
                  <span>{tenants.data?.find((one) => one.tenantId === receipt.tenantId)?.name ?? ''}</span>
                ) : null}
                <Link to={path(`/reports/launches/${receipt.launchId}`)}>{t('receipt.open')}</Link>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
