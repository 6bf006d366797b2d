import { useId, useState, type ReactNode } from 'react';
import { HostUse, type TenantSettings } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Field } from '../look/field.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { RuleId } from '../look/rule-id.js';
import { useMessages } from '../messages/use-messages.js';
import { settingsWords } from './messages.js';
import { hostsToKeep, hostText, replaceHosts, useTenantChange } from './tenant-settings.js';

interface HostFormProps {
  readonly tenant: TenantSettings;
  /** which host of the list; null = a new one */
  readonly at: number | null;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** One host name. What is wrong with it is said by the service, below the field. */
export function HostForm({ tenant, at, onDone, onCancel }: HostFormProps): ReactNode {
  const t = useMessages(settingsWords);
  const saving = useTenantChange(tenant.tenantId);
  const known = at === null ? undefined : tenant.hosts[at];
  const [host, setHost] = useState(known === undefined ? '' : hostText(known));
  const [http, setHttp] = useState(known?.http ?? false);
  const [usedFor, setUsedFor] = useState<HostUse>(known?.usedFor ?? 'production');
  const httpId = useId();
  const usedForId = useId();
  const problem = saving.error ? asProblem(saving.error) : null;
  const fieldError = problem?.of('hosts') ?? null;
  const save = (): void => {
    const kept = hostsToKeep(tenant);
    const typed = { host, http, pathPrefix: known?.pathPrefix, usedFor };
    const hosts = at === null ? [...kept, typed] : kept.map((other, index) => (index === at ? typed : other));
    saving.mutate(replaceHosts(hosts), { onSuccess: onDone });
  };
  return (
    <form
      className="host-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Field
        label={t('host')}
        mono
        value={host}
        hint={t('host.hint')}
        error={fieldError}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={at !== null || tenant.hosts.length > 0}
        required
        onChange={({ target }) => setHost(target.value)}
      />
      <div className="field">
        <label htmlFor={usedForId}>{t('host.use')}</label>
        <select
          className="select"
          id={usedForId}
          value={usedFor}
          onChange={({ target }) => setUsedFor(HostUse.catch('production').parse(target.value))}
        >
          {HostUse.options.map((use) => (
            <option key={use} value={use}>
              {t(`host.use.${use}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="choice">
        <input
          className="tick"
          type="checkbox"
          id={httpId}
          checked={http}
          onChange={({ target }) => setHttp(target.checked)}
        />
        <label htmlFor={httpId}>{t('host.http')}</label>
        <p className="hint">{t('host.http.hint')}</p>
      </div>
      <div className="row save">
        <Button kind="primary" type="submit" isPending={saving.isPending}>
          {at === null ? t('host.save') : t('host.update')}
        </Button>
        {at === null && tenant.hosts.length === 0 ? null : (
          <Button kind="quiet" onPress={onCancel}>
            {t('cancel')}
          </Button>
        )}
      </div>
      {at === null ? null : (
        <p className="hint">
          {t('host.update.hint')} <RuleId id="S30" />
        </p>
      )}
      {problem !== null && fieldError === null ? <ProblemNotice problem={problem} /> : null}
    </form>
  );
}
