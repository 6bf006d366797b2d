import type { ReactNode } from 'react';
import type { Problem } from '../api/problem.js';
import { useMessages } from '../messages/use-messages.js';
import { Button } from './button.js';
import { lookWords } from './messages.js';
import { Notice } from './notice.js';
import { RuleId } from './rule-id.js';

interface ProblemNoticeProps {
  readonly problem: Problem;
  /** absent where a second try makes no sense */
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, in the place where it did: cause, cure, the rule, and a code for support. */
export function ProblemNotice({ problem, onRetry }: ProblemNoticeProps): ReactNode {
  const t = useMessages(lookWords);
  const { cause, body } = problem;
  const own = cause === 'answered' ? null : cause;
  return (
    <Notice tone={body.status === 403 || body.status === 404 ? 'mute' : 'bad'} role="alert">
      <p>
        <b>{own ? t(`${own}.title`) : body.title}.</b> {own ? t(`${own}.detail`) : body.detail}{' '}
        {body.ruleId ? <RuleId id={body.ruleId} /> : null}
      </p>
      {body.status >= 500 || own === 'not-understood' ? (
        <p className="small muted">{t('code', { code: problem.code })}</p>
      ) : null}
      {onRetry ? (
        <p>
          <Button small onPress={onRetry}>
            {t('try-again')}
          </Button>
        </p>
      ) : null}
    </Notice>
  );
}
