import { useId, useState, type ReactNode } from 'react';
import type { TenantState } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Field } from '../look/field.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { settingsWords } from './messages.js';
import { useTenantChange } from './tenant-settings.js';

/** An identity provider, by the address or the text of its metadata. */
export function SamlForm({ tenant, onDone }: { readonly tenant: TenantState; readonly onDone: () => void }): ReactNode {
  const t = useMessages(settingsWords);
  const say = useToast();
  const id = useId();
  const saving = useTenantChange(tenant.tenantId);
  const [label, setLabel] = useState(tenant.saml?.label ?? tenant.name);
  const [metadataUrl, setUrl] = useState('');
  const [metadataXml, setXml] = useState('');
  const problem = saving.error ? asProblem(saving.error) : null;
  const ofField = ['label', 'metadataUrl', 'metadataXml'].some(
    (field) => problem !== null && problem.of(field) !== null,
  );
  const save = (): void => {
    const metadata = metadataXml.trim() === '' ? { metadataUrl: metadataUrl.trim() } : { metadataXml };
    saving.mutate(
      { method: 'PUT', path: '/saml', body: { label, ...metadata } },
      {
        onSuccess: () => {
          say(t('saved'));
          onDone();
        },
      },
    );
  };
  return (
    <form
      className="stack form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label={t('saml.label')}
        value={label}
        error={problem?.of('label')}
        required
        autoFocus
        onChange={({ target }) => setLabel(target.value)}
      />
      <Field
        label={t('saml.metadata-url')}
        type="url"
        mono
        value={metadataUrl}
        hint={t('saml.metadata-url.hint')}
        error={problem?.of('metadataUrl')}
        onChange={({ target }) => setUrl(target.value)}
      />
      <div className="field">
        <label htmlFor={id}>{t('saml.metadata')}</label>
        <textarea
          className="input mono"
          id={id}
          rows={5}
          value={metadataXml}
          spellCheck={false}
          aria-invalid={problem?.of('metadataXml') ? true : undefined}
          aria-describedby={problem?.of('metadataXml') ? `${id}-below` : undefined}
          onChange={({ target }) => setXml(target.value)}
        />
        {problem?.of('metadataXml') ? (
          <p className="error-text" id={`${id}-below`}>
            {problem.of('metadataXml')}
          </p>
        ) : null}
      </div>
      {problem !== null && !ofField ? <ProblemNotice problem={problem} /> : null}
      <div className="row">
        <Button kind="primary" type="submit" isPending={saving.isPending}>
          {t('saml.save')}
        </Button>
        <Button kind="quiet" onPress={onDone}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
