import type { ReactNode } from 'react';
import { useMessages } from '../messages/use-messages.js';
import { settingsWords } from './messages.js';
import { PanelSection } from './panel-section.js';

const STEPS = [1, 2, 3, 4] as const;

/** What the integration is (S27). */
export function HowItWorks(): ReactNode {
  const t = useMessages(settingsWords);
  return (
    <PanelSection title={t('how')} about={t('how.about')}>
      <ol className="loop">
        {STEPS.map((step) => (
          <li key={step}>
            <b>{t(`how.${step}`)}</b>
            <span>{t(`how.${step}.says`)}</span>
          </li>
        ))}
      </ol>
    </PanelSection>
  );
}
