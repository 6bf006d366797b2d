import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { useAnchor } from '../shell/use-anchor.js';
import { LmsGuides } from './lms-guides.js';
import './help.css';
import { helpWords } from './messages.js';
import { Questions } from './questions.js';
import { Requirements } from './requirements.js';

const PARTS = ['benefits', 'requirements', 'faq', 'guides'] as const;
const BENEFITS = [1, 2, 3, 4] as const;

/** The guide in three parts (S5), and what to do in each LMS. Every rule is an anchor. */
export function GuidePage(): ReactNode {
  const t = useMessages(helpWords);
  useAnchor();
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className="guide">
        <nav className="toc" aria-label={t('toc')}>
          <ol>
            {PARTS.map((part) => (
              <li key={part}>
                <Link to={`#${part}`}>{t(part)}</Link>
              </li>
            ))}
          </ol>
        </nav>
        <div className="art">
          <section aria-labelledby="benefits">
            <p className="no" aria-hidden="true">
              1
            </p>
            <h2 id="benefits" tabIndex={-1}>
              {t('benefits')}
            </h2>
            <dl className="ben">
              {BENEFITS.map((one) => (
                <div key={one}>
                  <dt>{t(`benefit.${one}`)}</dt>
                  <dd>{t(`benefit.${one}.says`)}</dd>
                </div>
              ))}
            </dl>
          </section>
          <Requirements />
          <Questions />
          <LmsGuides />
        </div>
      </div>
    </Page>
  );
}
