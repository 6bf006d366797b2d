import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Field } from '../look/field.js';
import { useMessages } from '../messages/use-messages.js';
import { readReturnAddress } from './return-address.js';
import { testWords } from './test-words.js';

interface ReturnAddressFormProps {
  readonly running: boolean;
  readonly onTest: (address: string, shown: string) => void;
}

/** "I have the return address": answers the HACP steps without a launch. Hidden like a password, and forgotten once it is sent. */
export function ReturnAddressForm({ running, onTest }: ReturnAddressFormProps): ReactNode {
  const t = useMessages(testWords);
  const [isOpen, setOpen] = useState(false);
  const [pasted, setPasted] = useState('');
  const [isWrong, setWrong] = useState(false);
  if (!isOpen)
    return (
      <div className="row">
        <Button kind="quiet" onPress={() => setOpen(true)}>
          {t('address')}
        </Button>
      </div>
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readReturnAddress(pasted);
    setWrong(read.kind === 'no-address');
    if (read.kind === 'no-address') return;
    setPasted('');
    onTest(read.address, read.shown);
  };
  return (
    <form className="stack" autoComplete="off" onSubmit={submit}>
      <Field
        label={t('address.label')}
        hint={t('address.hint')}
        error={isWrong ? t('address.wrong') : undefined}
        type="password"
        // No password of a person: nothing offers to keep it.
        autoComplete="off"
        data-1p-ignore=""
        data-lpignore="true"
        spellCheck={false}
        autoFocus
        mono
        required
        value={pasted}
        onChange={({ target }) => setPasted(target.value)}
      />
      <div className="row">
        <Button type="submit" isPending={running}>
          {t('address.test')}
        </Button>
      </div>
    </form>
  );
}
