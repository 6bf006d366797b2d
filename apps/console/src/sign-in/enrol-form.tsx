import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { z } from 'zod';
import { api, type Credentials } from '../api/api.js';
import { asProblem, type Problem } from '../api/problem.js';
import { Button, buttonClass } from '../look/button.js';
import { CopyButton } from '../look/copy-button.js';
import { Field } from '../look/field.js';
import { Loaded } from '../look/loaded.js';
import { ProblemNotice } from '../look/problem-notice.js';
import { useToast } from '../look/toast.js';
import { useMessages } from '../messages/use-messages.js';
import { signInWords } from './messages.js';

const Secret = z.object({ secret: z.string(), uri: z.string() });

interface EnrolFormProps {
  readonly credentials: Credentials;
  readonly onDone: () => void;
  readonly onBack: () => void;
}

/** A secret for an authenticator app, and the first code of it as the proof that it arrived. */
export default function EnrolForm({ credentials, onDone, onBack }: EnrolFormProps): ReactNode {
  const t = useMessages(signInWords);
  const say = useToast();
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  // Each call makes a new secret: asked once, never again by itself.
  const secret = useQuery({
    queryKey: ['totp', credentials.username],
    queryFn: ({ signal }) => api.open('POST', '/auth/totp', Secret, { body: credentials, signal }),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await api.open('POST', '/auth/totp/confirm', null, { body: { ...credentials, code } });
      say(t('enrol.done'));
      onDone();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <form className="sign-in-form" onSubmit={(event) => void submit(event)}>
      {problem ? <ProblemNotice problem={problem} /> : null}
      <p>{t('enrol.why')}</p>
      <Loaded query={secret}>
        {({ secret: key, uri }) => (
          <>
            <p>{t('enrol.add')}</p>
            <p className="secret">{key.replace(/(.{4})/g, '$1 ').trim()}</p>
            <p className="row">
              <CopyButton text={key} kind="icon" aria-label={t('enrol.copy')} />
              <a className={buttonClass('plain', true)} href={uri}>
                {t('enrol.link')}
              </a>
            </p>
            <Field
              label={t('enrol.code')}
              mono
              required
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              value={code}
              onChange={({ target }) => setCode(target.value.replace(/\D/g, ''))}
            />
            <Button type="submit" kind="primary" wide>
              {t('enrol.submit')}
            </Button>
          </>
        )}
      </Loaded>
      <Button kind="quiet" onPress={onBack}>
        {t('back')}
      </Button>
    </form>
  );
}
