import type { ReactNode } from 'react';
import { Icon } from '../look/icon.js';
import { useMessages } from '../messages/use-messages.js';
import { helpWords } from './messages.js';

const QUESTIONS = ['host', 'why', 'new', 'back', 'one', 'off', 'firewall'] as const;
/** The two that everybody asks stand open. */
const OPEN: readonly string[] = ['host', 'why'];

export function Questions(): ReactNode {
  const t = useMessages(helpWords);
  return (
    <section aria-labelledby="faq">
      <p className="no" aria-hidden="true">
        3
      </p>
      <h2 id="faq" tabIndex={-1}>
        {t('faq')}
      </h2>
      <div className="qas">
        {QUESTIONS.map((question) => (
          <details key={question} className="qa" open={OPEN.includes(question)}>
            <summary>
              <Icon name="chev" className="chev" />
              <h3>{t(`faq.${question}`)}</h3>
            </summary>
            <p>{t(`faq.${question}.says`)}</p>
          </details>
        ))}
      </div>
    </section>
  );
}
