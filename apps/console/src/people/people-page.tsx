import { useState, type ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Empty } from '../look/empty.js';
import { Icon } from '../look/icon.js';
import { LoadMore } from '../look/load-more.js';
import { Loaded } from '../look/loaded.js';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { useScope, useTenants } from '../shell/scope.js';
import { AddPerson } from './add-person.js';
import { ErasePerson } from './erase-person.js';
import { ImportPeople } from './import-people.js';
import { LinkDialog, type ShownLink } from './link-dialog.js';
import { peopleWords } from './messages.js';
import { type Person, usePeople } from './people.js';
import './people.css';
import { PeopleTable } from './people-table.js';

type Task =
  | { readonly kind: 'add' }
  | { readonly kind: 'import'; readonly tenantId: string }
  | { readonly kind: 'link'; readonly link: ShownLink }
  | { readonly kind: 'erase'; readonly tenantId: string; readonly person: Person };

/** Accounts of an organisation, or the publisher's own. */
export function PeoplePage(): ReactNode {
  const { tenantId } = useScope();
  return <PeopleOf key={tenantId} tenantId={tenantId} />;
}

function PeopleOf({ tenantId }: { readonly tenantId: string | null }): ReactNode {
  const t = useMessages(peopleWords);
  const people = usePeople(tenantId);
  const tenants = useTenants();
  const [task, setTask] = useState<Task | null>(null);
  const name = tenants.data?.find((one) => one.tenantId === tenantId)?.name ?? '';
  const b = (words: ReactNode): ReactNode => <b>{words}</b>;
  return (
    <Page
      title={t('title')}
      density="dense"
      lead={tenantId === null ? t.rich('lead.publisher', { b }) : t.rich('lead.tenant', { b }, { name })}
      actions={
        <>
          {tenantId === null ? null : (
            <Button onPress={() => setTask({ kind: 'import', tenantId })}>{t('import')}</Button>
          )}
          <Button kind="primary" onPress={() => setTask({ kind: 'add' })}>
            <Icon name="plus" />
            {t('add')}
          </Button>
        </>
      }
    >
      <div className="people-page">
        <Loaded query={people}>
          {({ pages }) =>
            pages.flat().length === 0 ? (
              <Empty says={t('none')}>
                <p className="md soft">{t('none.next')}</p>
              </Empty>
            ) : (
              <div className="stack">
                <PeopleTable
                  people={pages.flat()}
                  tenantId={tenantId}
                  onLink={(link) => setTask({ kind: 'link', link })}
                  onErase={(person) => (tenantId === null ? undefined : setTask({ kind: 'erase', tenantId, person }))}
                />
                <LoadMore query={people}>{t('more')}</LoadMore>
              </div>
            )
          }
        </Loaded>
      </div>
      <TaskOf task={task} tenantId={tenantId} onTask={setTask} />
    </Page>
  );
}

interface TaskOfProps {
  readonly task: Task | null;
  readonly tenantId: string | null;
  readonly onTask: (task: Task | null) => void;
}

function TaskOf({ task, tenantId, onTask }: TaskOfProps): ReactNode {
  const close = (): void => onTask(null);
  switch (task?.kind) {
    case undefined:
      return null;
    case 'add':
      return <AddPerson tenantId={tenantId} onClose={close} onLink={(link) => onTask({ kind: 'link', link })} />;
    case 'import':
      return <ImportPeople tenantId={task.tenantId} onClose={close} />;
    case 'link':
      return <LinkDialog link={task.link} onClose={close} />;
    case 'erase':
      return <ErasePerson tenantId={task.tenantId} person={task.person} onClose={close} />;
  }
}
