import type { ReactNode } from 'react';
import { Button } from '../look/button.js';
import { Icon } from '../look/icon.js';
import { Notice } from '../look/notice.js';
import { useMessages } from '../messages/use-messages.js';
import { settingsWords } from './messages.js';

interface SuggestionProps {
  /** who knocked, and what became of it */
  readonly says: ReactNode;
  /** what the button says that adds it */
  readonly add: string;
  readonly may: boolean;
  readonly isPending: boolean;
  readonly onAdd: () => void;
  readonly onIgnore: () => void;
  /** where more is to be seen */
  readonly children?: ReactNode;
}

/** Somebody knocked who is not on a list: one press adds them. */
export function Suggestion({ says, add, may, isPending, onAdd, onIgnore, children }: SuggestionProps): ReactNode {
  const t = useMessages(settingsWords);
  return (
    <Notice tone="warn" role="status">
      <p>{says}</p>
      <div className="row">
        {may ? (
          <>
            <Button small isPending={isPending} onPress={onAdd}>
              <Icon name="plus" />
              {add}
            </Button>
            <Button small kind="quiet" onPress={onIgnore}>
              {t('suggestion.ignore')}
            </Button>
          </>
        ) : null}
        {children}
      </div>
    </Notice>
  );
}
