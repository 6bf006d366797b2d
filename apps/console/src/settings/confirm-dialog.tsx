import { useState, type ReactNode } from 'react';
import { asProblem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Drawer } from '../look/drawer.js';
import { Field } from '../look/field.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useMessages } from '../messages/use-messages.js';
import { settingsWords } from './messages.js';

interface ConfirmDialogProps {
  readonly title: string;
  readonly says: ReactNode;
  /** what the button does, in its word */
  readonly does: string;
  /** has to be typed; absent = a press is enough */
  readonly typed?: string | undefined;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks once more before something that learners feel. */
export function ConfirmDialog({ title, says, does, typed, onClose, onConfirm }: ConfirmDialogProps): ReactNode {
  const t = useMessages(settingsWords);
  const [text, setText] = useState('');
  const [works, setWorks] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fits = typed === undefined || text.trim().toLowerCase() === typed.trim().toLowerCase();
  const confirm = async (): Promise<void> => {
    setWorks(true);
    try {
      await onConfirm();
      onClose();
    } catch (failed) {
      setError(failed);
      setWorks(false);
    }
  };
  return (
    <Drawer
      title={title}
      shape="dialog"
      isOpen
      onClose={onClose}
      footer={
        <div className="row end">
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button kind="danger" isDisabled={!fits} isPending={works} onPress={() => void confirm()}>
            {does}
          </Button>
        </div>
      }
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (fits && !works) void confirm();
        }}
      >
        <p className="md prose">{says}</p>
        {typed === undefined ? null : (
          <Field
            label={t('off.confirm', { name: typed })}
            value={text}
            autoComplete="off"
            autoFocus
            onChange={({ target }) => setText(target.value)}
          />
        )}
        {error === null ? null : <ProblemNotice problem={asProblem(error)} />}
      </form>
    </Drawer>
  );
}
