import type { ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useMessages } from '../messages/use-messages.js';
import { helpWords } from './messages.js';
import { RULE_GROUP_NAMES, RULE_GROUPS } from './rules.js';

/** What holds, with each limit's reason. */
export function Requirements(): ReactNode {
  const t = useMessages(helpWords);
  const { hash } = useLocation();
  return (
    <section aria-labelledby="requirements">
      <p className="no" aria-hidden="true">
        2
      </p>
      <h2 id="requirements" tabIndex={-1}>
        {t('requirements')}
      </h2>
      <p>{t('requirements.says')}</p>
      {RULE_GROUP_NAMES.map((group) => (
        <div key={group} className="stack">
          <h3>{t(`group.${group}`)}</h3>
          <ul className="rules">
            {RULE_GROUPS[group].map((rule) => (
              <li
                key={rule}
                id={rule.toLowerCase()}
                tabIndex={-1}
                className={hash === `#${rule.toLowerCase()}` ? 'aimed' : undefined}
              >
                <span className="rule-id">{rule}</span>
                <p>
                  {t(rule)}{' '}
                  <span className="soft">
                    <b>{t('why')}</b> {t(`${rule}.why`)}
                  </span>
                </p>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
