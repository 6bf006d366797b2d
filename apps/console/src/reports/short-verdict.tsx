import { RULES } from '@aicc-bridge/contracts';
import type { ReactNode } from 'react';
import { useNow } from '../look/moment.js';
import { ruleSentence } from '../look/rule-sentence.js';
import { useFormats, useMessages } from '../messages/use-messages.js';
import type { LaunchReport } from './launches.api.js';
import { reportsWords } from './messages.js';

/** Why a launch is where it is, in one line. The sentences of causes come from the API, in English. */
export function ShortVerdict({ launch }: { readonly launch: LaunchReport }): ReactNode {
  const t = useMessages(reportsWords);
  const formats = useFormats();
  const now = useNow();
  const { outcome, waitingFor, verdict, nextLookAt, ruleId, host } = launch;
  const next =
    outcome === 'waiting' && nextLookAt && nextLookAt > now
      ? t('verdict.next-try', { when: formats.relative(nextLookAt, now) })
      : null;
  if (verdict)
    return (
      <span className="cause-line">
        <span lang="en">{verdict.cause}</span> {next ? <span className="nowrap">{next}.</span> : null}
      </span>
    );
  if (ruleId === 'S29' && host)
    return (
      <span className="cause-line">
        {t.rich('verdict.not-listed', { h: () => <span className="mono">{host}</span> })}{' '}
      </span>
    );
  if (ruleId !== null && ruleId in RULES) return <span lang="en">{ruleSentence(ruleId)} </span>;
  if (outcome === 'waiting' && waitingFor && isReason(waitingFor)) return <span>{t(`waiting.${waitingFor}`)}</span>;
  return null;
}

function isReason(text: string): text is 'backoff' | 'paused' | 'disabled' | 'held' {
  return ['backoff', 'paused', 'disabled', 'held'].includes(text);
}
