import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { RowChunks } from '../look/row-chunks.js';
import { Status } from '../look/status.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { useMe } from '../session/session.js';
import { saveFile } from '../settings/save-file.js';
import type { ShownLink } from './link-dialog.js';
import { peopleWords } from './messages.js';
import { exportOf, Invitation, peoplePath, type Person } from './people.js';

interface PeopleTableProps {
  readonly people: readonly Person[];
  /** null = the publisher's people: there is nothing to do with them here but to add some */
  readonly tenantId: string | null;
  readonly onLink: (link: ShownLink) => void;
  readonly onErase: (person: Person) => void;
}

export function PeopleTable({ people, tenantId, onLink, onErase }: PeopleTableProps): ReactNode {
  const t = useMessages(peopleWords);
  const me = useMe();
  const act = useActions(tenantId, onLink, onErase);
  return (
    <>
      {act.error ? <ProblemNotice problem={asProblem(act.error)} /> : null}
      <table className="table stackable" aria-rowcount={people.length + 1}>
        <caption className="vh">{t('list')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('col.name')}</th>
            <th scope="col">{t('col.role')}</th>
            <th scope="col">{t('col.sign-in')}</th>
            <th scope="col" className="min">
              <span className="vh">{t('col.actions')}</span>
            </th>
          </tr>
        </thead>
        <RowChunks rows={people}>
          {(person, rowIndex) => (
            <tr key={person.personId} aria-rowindex={rowIndex}>
              <td className="full">
                <strong>{person.name}</strong>
                <span className="sub">{person.username}</span>
              </td>
              <td>{t(`role.${person.role}`)}</td>
              <td>
                {person.disabled ? (
                  <Status tone="mute">{t('disabled')}</Status>
                ) : person.signsInBy === 'invited' ? (
                  <Status tone="live">{t('by.invited')}</Status>
                ) : (
                  t(`by.${person.signsInBy}`)
                )}
              </td>
              <td className="n">
                {tenantId === null ? null : (
                  <ActionsOf
                    person={person}
                    isSelf={person.personId === me.personId}
                    onAction={(action) => act.mutate({ action, person })}
                  />
                )}
              </td>
            </tr>
          )}
        </RowChunks>
      </table>
    </>
  );
}

const ACTIONS = ['reset', 'disable', 'enable', 'export', 'erase'] as const;
type Action = (typeof ACTIONS)[number];

interface ActionsOfProps {
  readonly person: Person;
  /** nobody shuts himself out */
  readonly isSelf: boolean;
  readonly onAction: (action: Action) => void;
}

function ActionsOf({ person, isSelf, onAction }: ActionsOfProps): ReactNode {
  const t = useMessages(peopleWords);
  const possible = ACTIONS.filter(
    (action) =>
      action === 'export' ||
      (action === 'reset' && !person.disabled) ||
      (!isSelf && (action === 'erase' || action === (person.disabled ? 'enable' : 'disable'))),
  );
  return (
    <MenuTrigger>
      <Button small kind="quiet" aria-label={t('actions', { name: person.name })}>
        {t('col.actions')}
        <Icon name="down" />
      </Button>
      <Popover className="pop menu-pop" placement="bottom end">
        <Menu
          onAction={(key) => {
            const action = ACTIONS.find((one) => one === key);
            if (action) onAction(action);
          }}
        >
          {possible.map((action) => (
            <MenuItem key={action} id={action} className="option">
              {t(`act.${action}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function useActions(tenantId: string | null, onLink: (link: ShownLink) => void, onErase: (person: Person) => void) {
  const t = useMessages(peopleWords);
  const say = useToast();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ action, person }: { readonly action: Action; readonly person: Person }): Promise<void> => {
      const { name, personId, username } = person;
      const path = `${peoplePath(tenantId)}/${personId}`;
      switch (action) {
        case 'reset':
          onLink({ name, ...(await api.send('POST', `${path}/reset`, Invitation)) });
          return;
        case 'disable':
        case 'enable':
          await api.send('PUT', `${path}/access`, null, { body: { disabled: action === 'disable' } });
          say(t(action === 'disable' ? 'disabled.done' : 'enabled.done', { name }));
          await queries.invalidateQueries({ queryKey: ['people', tenantId] });
          return;
        case 'export':
          saveFile(await exportOf(tenantId ?? '', personId), `${username}.json`);
          say(t('export.done', { name }));
          return;
        case 'erase':
          onErase(person);
      }
    },
  });
}
