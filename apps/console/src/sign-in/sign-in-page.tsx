import { useEffect, useState, type ReactNode } from 'react';
import { BrandMark } from '../look/brand-mark.js';
import { Notice } from '../look/notice.js';
import { LANGUAGE_NAMES, LANGUAGES } from '../messages/languages.js';
import { useLanguage, useMessages } from '../messages/use-messages.js';
import { ThemeSwitch } from '../shell/theme-switch.js';
import { signInWords } from './messages.js';
import { SignInForm } from './sign-in-form.js';

/** The door. It stands at every address, which leads on after the sign-in. */
export function SignInPage({ isLearner }: { readonly isLearner: boolean }): ReactNode {
  const t = useMessages(signInWords);
  const { language, choose } = useLanguage();
  const [step, setStep] = useState<'password' | 'code' | 'enrol'>('password');
  useEffect(() => {
    document.title = `${t('title')} · aicc-bridge`;
  }, [t]);
  const lead = { password: t('lead'), code: t('code.lead'), enrol: t('enrol.lead') } as const;
  return (
    <>
      <header className="lone-top">
        <span className="brand">
          <BrandMark />
          <span>aicc-bridge</span>
        </span>
        <div className="row">
          <select
            className="select"
            aria-label={t('language')}
            value={language}
            onChange={({ target }) => {
              const chosen = LANGUAGES.find((one) => one === target.value);
              if (chosen) choose(chosen);
            }}
          >
            {LANGUAGES.map((one) => (
              <option key={one} value={one} lang={one}>
                {LANGUAGE_NAMES[one]}
              </option>
            ))}
          </select>
          <ThemeSwitch />
        </div>
      </header>
      <main id="main" className="lone">
        <h1>{lead[step]}</h1>
        {isLearner ? (
          <Notice tone="warn" role="alert">
            <p>
              <b>{t('learner')}</b> {t('learner.detail')}
            </p>
          </Notice>
        ) : null}
        <SignInForm onStep={setStep} />
      </main>
    </>
  );
}
