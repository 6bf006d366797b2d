import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useMessages } from '../messages/use-messages.js';
import { lookWords } from './messages.js';

/** The rule that refused or ignored something, with a way to its reason in the guide. */
export function RuleId({ id }: { readonly id: string }): ReactNode {
  const t = useMessages(lookWords);
  return (
    <Link className="rule-id" to={`/help#${id.toLowerCase()}`} aria-label={t('rule', { id })}>
      {id}
    </Link>
  );
}
