import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Drawer } from '../look/drawer.js';
import { Field } from '../look/field.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import type { ShownLink } from './link-dialog.js';
import { peopleWords } from './messages.js';
import { Created, peoplePath } from './people.js';

const ROLES = {
  tenant: ['learner', 'tenant-viewer', 'tenant-admin'],
  publisher: ['publisher-support', 'publisher-admin'],
} as const;
type Role = (typeof ROLES)['tenant' | 'publisher'][number];
const FIELDS = ['name', 'username', 'password', 'samlNameId'] as const;

interface AddPersonProps {
  /** null = one of the publisher's people */
  readonly tenantId: string | null;
  readonly onClose: () => void;
  readonly onLink: (link: ShownLink) => void;
}

/** A new account. Without a password the answer is a link, by which the person sets one. */
export function AddPerson({ tenantId, onClose, onLink }: AddPersonProps): ReactNode {
  const t = useMessages(peopleWords);
  const say = useToast();
  const queries = useQueryClient();
  const id = useId();
  const roles: readonly Role[] = tenantId === null ? ROLES.publisher : ROLES.tenant;
  const [typed, setTyped] = useState({ name: '', username: '', password: '', samlNameId: '' });
  const [role, setRole] = useState<Role>(roles[0] ?? 'learner');
  const adding = useMutation({
    mutationFn: () =>
      api.send('POST', peoplePath(tenantId), Created, {
        body: {
          name: typed.name,
          username: typed.username,
          role,
          password: typed.password === '' ? null : typed.password,
          ...(tenantId === null || typed.samlNameId === '' ? {} : { samlNameId: typed.samlNameId }),
        },
      }),
    onSuccess: async ({ name, invitation }) => {
      await queries.invalidateQueries({ queryKey: ['people', tenantId] });
      if (invitation) return onLink({ name, ...invitation });
      say(t('added', { name }));
      onClose();
    },
  });
  const problem = adding.error ? asProblem(adding.error) : null;
  const errorOf = (field: (typeof FIELDS)[number]): string | null => problem?.of(field) ?? null;
  const ofField = FIELDS.some((field) => errorOf(field) !== null);
  const set = (field: (typeof FIELDS)[number], value: string): void => setTyped({ ...typed, [field]: value });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <Drawer
      title={t('add')}
      isOpen
      onClose={onClose}
      footer={
        <div className="row end">
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button kind="primary" type="submit" form={id} isPending={adding.isPending}>
            {t('save')}
          </Button>
        </div>
      }
    >
      <form className="stack" id={id} onSubmit={submit}>
        <Field
          label={t('name')}
          value={typed.name}
          error={errorOf('name')}
          required
          autoFocus
          onChange={({ target }) => set('name', target.value)}
        />
        <Field
          label={t('username')}
          value={typed.username}
          hint={t('username.hint')}
          error={errorOf('username')}
          required
          autoComplete="off"
          onChange={({ target }) => set('username', target.value)}
        />
        <div className="field">
          <label htmlFor={`${id}-role`}>{t('role')}</label>
          <select
            className="select"
            id={`${id}-role`}
            value={role}
            aria-describedby={`${id}-role-says`}
            onChange={({ target }) => setRole(roles.find((one) => one === target.value) ?? role)}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(`role.${one}`)}
              </option>
            ))}
          </select>
          <p className="hint" id={`${id}-role-says`}>
            {t(`role.${role}.says`)}
          </p>
        </div>
        <Field
          label={t('password')}
          type="password"
          value={typed.password}
          hint={t('password.hint')}
          error={errorOf('password')}
          autoComplete="new-password"
          onChange={({ target }) => set('password', target.value)}
        />
        {tenantId === null ? null : (
          <Field
            label={t('saml-id')}
            value={typed.samlNameId}
            hint={t('saml-id.hint')}
            error={errorOf('samlNameId')}
            autoComplete="off"
            onChange={({ target }) => set('samlNameId', target.value)}
          />
        )}
        {problem !== null && !ofField ? <ProblemNotice problem={problem} /> : null}
      </form>
    </Drawer>
  );
}
