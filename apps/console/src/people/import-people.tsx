import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type ReactNode } from 'react';
import { api } from '../api/api.js';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Drawer } from '../look/drawer.js';
import { Notice } from '../look/notice.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useMessages } from '../messages/use-messages.js';
import { saveFile } from '../settings/save-file.js';
import { addressOf } from './link-dialog.js';
import { peopleWords } from './messages.js';
import { Imported, peoplePath } from './people.js';

interface ImportPeopleProps {
  readonly tenantId: string;
  readonly onClose: () => void;
}

/** Many accounts from a CSV file, all or nothing. */
export function ImportPeople({ tenantId, onClose }: ImportPeopleProps): ReactNode {
  const t = useMessages(peopleWords);
  const queries = useQueryClient();
  const id = useId();
  const [csv, setCsv] = useState('');
  const importing = useMutation({
    mutationFn: () => api.send('POST', `${peoplePath(tenantId)}/import`, Imported, { body: { csv } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people', tenantId] }),
  });
  const problem = importing.error ? asProblem(importing.error) : null;
  const done = importing.data;
  return (
    <Drawer
      title={t('import.title')}
      isOpen
      onClose={onClose}
      footer={
        <div className="row end">
          <Button kind={done ? 'primary' : 'quiet'} onPress={onClose}>
            {done ? t('close') : t('cancel')}
          </Button>
          {done ? null : (
            <Button
              kind="primary"
              isDisabled={csv.trim() === ''}
              isPending={importing.isPending}
              onPress={() => importing.mutate()}
            >
              {t('import.do')}
            </Button>
          )}
        </div>
      }
    >
      {done ? (
        <Result imported={done} />
      ) : (
        <div className="stack">
          <p className="md">{t.rich('import.says', { code: (words) => <code className="mono">{words}</code> })}</p>
          <div className="field">
            <label htmlFor={`${id}-file`}>{t('import.file')}</label>
            <input
              id={`${id}-file`}
              type="file"
              accept=".csv,text/csv,text/plain"
              onChange={({ target }) => void target.files?.[0]?.text().then(setCsv)}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-text`}>{t('import.text')}</label>
            <textarea
              className="input mono"
              id={`${id}-text`}
              rows={8}
              value={csv}
              spellCheck={false}
              onChange={({ target }) => setCsv(target.value)}
            />
          </div>
          {problem !== null && problem.body.errors.length > 0 ? (
            <Notice tone="bad" role="alert">
              <p>{t('import.refused')}</p>
              <ul className="notes">
                {problem.body.errors.map(({ pointer, detail }) => (
                  <li key={`${pointer} ${detail}`}>
                    <span className="mono">{pointer}</span> {detail}
                  </li>
                ))}
              </ul>
            </Notice>
          ) : null}
          {problem !== null && problem.body.errors.length === 0 ? <ProblemNotice problem={problem} /> : null}
        </div>
      )}
    </Drawer>
  );
}

function Result({ imported }: { readonly imported: Imported }): ReactNode {
  const t = useMessages(peopleWords);
  const { made, existed, invitations } = imported;
  const save = (): void => {
    const lines = invitations.map((one) => `"${one.username.replaceAll('"', '""')}","${addressOf(one)}"`);
    saveFile(new Blob([['username,link', ...lines].join('\r\n')], { type: 'text/csv' }), 'password-links.csv');
  };
  return (
    <div className="stack">
      <Notice tone="good" role="status">
        <p>{t('import.done', { made, existed })}</p>
      </Notice>
      {invitations.length === 0 ? null : (
        <>
          <p className="md">{t('import.links')}</p>
          <div>
            <Button onPress={save}>{t('import.links.save')}</Button>
          </div>
        </>
      )}
    </div>
  );
}
