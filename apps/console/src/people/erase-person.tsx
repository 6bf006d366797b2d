import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { z } from 'zod';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Drawer } from '../look/drawer.js';
import { Field } from '../look/field.js';
import { Loaded } from '../look/loaded.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { saveFile } from '../settings/save-file.js';
import { peopleWords } from './messages.js';
import { exportOf, type HeldOfPerson, peoplePath, type Person, useErasurePreview } from './people.js';

interface ErasePersonProps {
  readonly tenantId: string;
  readonly person: Person;
  readonly onClose: () => void;
}

/** Says what goes, asks for the name, erases. */
export function ErasePerson({ tenantId, person, onClose }: ErasePersonProps): ReactNode {
  const t = useMessages(peopleWords);
  const say = useToast();
  const queries = useQueryClient();
  const id = useId();
  const { name, personId, username } = person;
  const held = useErasurePreview(tenantId, personId);
  const [typed, setTyped] = useState('');
  const exporting = useMutation({
    mutationFn: async () => saveFile(await exportOf(tenantId, personId), `${username}.json`),
  });
  const erasing = useMutation({
    mutationFn: () =>
      api.send('DELETE', `${peoplePath(tenantId)}/${personId}`, z.unknown(), { body: { confirm: typed } }),
    onSuccess: async () => {
      say(t('erase.done', { name }));
      onClose();
      await queries.invalidateQueries({ queryKey: ['people', tenantId] });
    },
  });
  const fits = typed.trim().toLowerCase() === name.trim().toLowerCase();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fits) erasing.mutate();
  };
  const failed = erasing.error ?? exporting.error;
  return (
    <Drawer
      title={t('erase.title', { name })}
      isOpen
      onClose={onClose}
      footer={
        <div className="row between">
          <Button isPending={exporting.isPending} onPress={() => exporting.mutate()}>
            {t('erase.export-first')}
          </Button>
          <div className="row">
            <Button kind="quiet" onPress={onClose}>
              {t('cancel')}
            </Button>
            <Button kind="danger" type="submit" form={id} isDisabled={!fits} isPending={erasing.isPending}>
              {t('erase.do')}
            </Button>
          </div>
        </div>
      }
    >
      <form className="stack" id={id} onSubmit={submit}>
        <p className="md">{t('erase.says')}</p>
        <Loaded query={held}>{(known) => <Held held={known} />}</Loaded>
        <p className="md soft">{t('erase.stays')}</p>
        <Field
          label={t('erase.confirm', { name })}
          value={typed}
          autoComplete="off"
          onChange={({ target }) => setTyped(target.value)}
        />
        {failed ? <ProblemNotice problem={asProblem(failed)} /> : null}
      </form>
    </Drawer>
  );
}

function Held({ held: { account, reports } }: { readonly held: HeldOfPerson }): ReactNode {
  const t = useMessages(peopleWords);
  const formats = useFormats();
  return (
    <ul className="notes">
      <li>{t('erase.account', { sessions: account.sessions })}</li>
      <li>
        {t('erase.launches', {
          launches: Math.max(account.launches, reports.launches),
          watched: formats.span(reports.watchedSeconds * 1_000),
          positions: account.positions,
        })}
      </li>
      <li>{t('erase.messages', { messages: reports.exchanges, identities: reports.lmsIdentities })}</li>
      <li>{t('erase.pending', { count: reports.notYetConfirmed })}</li>
    </ul>
  );
}
