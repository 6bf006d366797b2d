import type { ReactNode } from 'react';
import { useMessages } from '../messages/use-messages.js';
import { Button, type ButtonProps } from './button.js';
import { Icon } from './icon.js';
import { lookWords } from './messages.js';
import { useToast } from './toast.js';

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, children, ...rest }: { readonly text: string } & Partial<ButtonProps>): ReactNode {
  const t = useMessages(lookWords);
  const say = useToast();
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => say(t('copied')),
      () => say(t('copy-failed')),
    );
  return (
    <Button {...rest} onPress={copy}>
      <Icon name="copy" />
      {children}
    </Button>
  );
}
