import { RULES } from '@aicc-bridge/contracts';
import type { ReactNode } from 'react';
import { useNow } from '../look/moment.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import { CauseText, RuleText } from '../verdicts/verdict-text.js';
import type { LaunchReport } from './launches.api.js';
import { reportsWords } from './messages.js';

/** Why a launch is where it is, in one line. */
export function ShortVerdict({ launch }: { readonly launch: LaunchReport }): ReactNode {
  const t = useMessages(reportsWords);
  const { outcome, waitingFor, verdict, nextLookAt, ruleId, host } = launch;
  if (verdict)
    return (
      <span className="cause-line">
        <CauseText said={verdict} /> {outcome === 'waiting' && nextLookAt ? <NextTry at={nextLookAt} /> : null}
      </span>
    );
  if (ruleId === 'S29' && host)
    return (
      <span className="cause-line">
        {t.rich('verdict.not-listed', { h: () => <span className="mono">{host}</span> })}{' '}
      </span>
    );
  if (ruleId !== null && ruleId in RULES)
    return (
      <span>
        <RuleText id={ruleId} />{' '}
      </span>
    );
  if (outcome === 'waiting' && waitingFor && isReason(waitingFor)) return <span>{t(`waiting.${waitingFor}`)}</span>;
  return null;
}

/** Looks at the clock every second: rows that wait for nothing do not. */
function NextTry({ at }: { readonly at: Date }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const now = useNow();
  if (at <= now) return null;
  return <span className="nowrap">{t('verdict.next-try', { when: formats.relative(at, now) })}.</span>;
}

function isReason(text: string): text is 'backoff' | 'paused' | 'disabled' | 'held' {
  return ['backoff', 'paused', 'disabled', 'held'].includes(text);
}
