import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { API_KEY_ROLES, type ApiKeyRole } from '@aicc-bridge/contracts';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Drawer } from '../look/drawer.js';
import { Field } from '../look/field.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useMessages } from '../messages/use-messages.js';
import { useScope, useTenants } from '../shell/scope.js';
import { type ShownKey, useMakeApiKey } from './api-keys.js';
import { settingsWords } from './messages.js';

interface AddApiKeyProps {
  readonly onClose: () => void;
  readonly onMade: (key: ShownKey) => void;
}

const ALL = '';

/** A key for one system: what it may do, and in which organisation. */
export function AddApiKey({ onClose, onMade }: AddApiKeyProps): ReactNode {
  const t = useMessages(settingsWords);
  const id = useId();
  const scope = useScope();
  const tenants = useTenants().data ?? [];
  const making = useMakeApiKey();
  const [name, setName] = useState('');
  const [role, setRole] = useState<ApiKeyRole>('reader');
  const [reach, setReach] = useState(scope.tenantId ?? ALL);
  const problem = making.error ? asProblem(making.error) : null;
  const nameError = problem?.of('name') ?? null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    making.mutate({ name, role, tenantId: reach === ALL ? null : reach }, { onSuccess: onMade });
  };
  return (
    <Drawer
      title={t('api-keys.make')}
      isOpen
      onClose={onClose}
      footer={
        <div className="row end">
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button kind="primary" type="submit" form={id} isPending={making.isPending}>
            {t('api-keys.make.do')}
          </Button>
        </div>
      }
    >
      <form className="stack" id={id} onSubmit={submit}>
        <Field
          label={t('api-keys.name')}
          value={name}
          hint={t('api-keys.name.hint')}
          error={nameError}
          required
          maxLength={100}
          autoComplete="off"
          autoFocus
          onChange={({ target }) => setName(target.value)}
        />
        <div className="field">
          <label htmlFor={`${id}-role`}>{t('api-keys.role')}</label>
          <select
            className="select"
            id={`${id}-role`}
            value={role}
            aria-describedby={`${id}-role-says`}
            onChange={({ target }) => setRole(API_KEY_ROLES.find((one) => one === target.value) ?? role)}
          >
            {API_KEY_ROLES.map((one) => (
              <option key={one} value={one}>
                {t(`api-keys.${one}`)}
              </option>
            ))}
          </select>
          <p className="hint" id={`${id}-role-says`}>
            {t(`api-keys.${role}.says`)}
          </p>
        </div>
        <div className="field">
          <label htmlFor={`${id}-reach`}>{t('api-keys.reach')}</label>
          <select className="select" id={`${id}-reach`} value={reach} onChange={({ target }) => setReach(target.value)}>
            <option value={ALL}>{t('api-keys.all')}</option>
            {tenants.map((tenant) => (
              <option key={tenant.tenantId} value={tenant.tenantId}>
                {tenant.name}
              </option>
            ))}
          </select>
        </div>
        {problem !== null && nameError === null ? <ProblemNotice problem={problem} /> : null}
      </form>
    </Drawer>
  );
}
