import { lazy, Suspense, useState, type FormEvent, type ReactNode } from 'react';
import type { Credentials } from '../api/api.js';
import { asProblem, type Problem } from '../api/problem.js';
import { Button } from '../look/button.js';
import { Field } from '../look/field.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useMessages } from '../messages/use-messages.js';
import { useSession } from '../session/session.js';
import { signInWords } from './messages.js';

const EnrolForm = lazy(() => import('./enrol-form.js'));

type Step = 'password' | 'code' | 'enrol';

interface SignInFormProps {
  /** the account is known: the session of this person is over */
  readonly known?: { readonly username: string; readonly organisation: string | null };
  /** tells the page around it what is asked for */
  readonly onStep?: (step: Step) => void;
}

/** Password, then the code of the second factor for whoever has one, or its set-up for whoever needs one. */
export function SignInForm({ known, onStep }: SignInFormProps): ReactNode {
  const t = useMessages(signInWords);
  const { signIn } = useSession();
  const [step, setStep] = useState<Step>('password');
  const [credentials, setCredentials] = useState<Credentials>({
    username: known?.username ?? '',
    password: '',
    organisation: known?.organisation ?? null,
    code: null,
  });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  const go = (next: Step): void => {
    setStep(next);
    setProblem(null);
    onStep?.(next);
  };
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(credentials);
    } catch (error) {
      const found = asProblem(error);
      if (found.kind === 'code-needed') go('code');
      else if (found.kind === 'second-factor-missing') go('enrol');
      else setProblem(found);
    } finally {
      setBusy(false);
    }
  };
  const change = (part: Partial<Credentials>): void => setCredentials((before) => ({ ...before, ...part }));

  if (step === 'enrol')
    return (
      <Suspense>
        <EnrolForm credentials={credentials} onDone={() => go('code')} onBack={() => go('password')} />
      </Suspense>
    );
  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      {problem ? <ProblemNotice problem={problem} /> : null}
      {step === 'password' ? (
        <>
          {known ? null : (
            <Field
              label={t('organisation')}
              hint={t('organisation.hint')}
              autoComplete="organization"
              value={credentials.organisation ?? ''}
              onChange={({ target }) => change({ organisation: target.value.trim() === '' ? null : target.value })}
            />
          )}
          <Field
            label={t('username')}
            autoComplete="username"
            required
            readOnly={known !== undefined}
            value={credentials.username}
            onChange={({ target }) => change({ username: target.value })}
          />
          <Field
            label={t('password')}
            type="password"
            autoComplete="current-password"
            required
            autoFocus={known !== undefined}
            value={credentials.password}
            onChange={({ target }) => change({ password: target.value })}
          />
        </>
      ) : (
        <Field
          label={t('code.label')}
          hint={t('code.hint')}
          mono
          autoFocus
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          value={credentials.code ?? ''}
          onChange={({ target }) => change({ code: target.value.replace(/\D/g, '') })}
        />
      )}
      <Button type="submit" kind="primary" wide isPending={busy}>
        {t('submit')}
      </Button>
      {step === 'code' ? (
        <Button
          kind="quiet"
          onPress={() => {
            change({ code: null, password: '' });
            go('password');
          }}
        >
          {t('back')}
        </Button>
      ) : null}
    </form>
  );
}
