import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';

type Kind = 'plain' | 'primary' | 'quiet' | 'danger' | 'icon';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  /** one `primary` per panel; `icon` needs an aria-label */
  readonly kind?: Kind;
  readonly small?: boolean;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A button of the look. `isPending` keeps the focus and tells assistive technology that it works. */
export function Button({ kind = 'plain', small = false, wide = false, children, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={buttonClass(kind, small, wide)}>
      {children}
    </AriaButton>
  );
}

/** The same face for links: `<Link className={buttonClass('primary')}>`. */
export function buttonClass(kind: Kind = 'plain', small = false, wide = false): string {
  return ['btn', kind === 'plain' ? '' : kind, small ? 'small' : '', wide ? 'wide' : ''].filter(Boolean).join(' ');
}
