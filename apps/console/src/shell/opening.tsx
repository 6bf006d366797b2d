import { Suspense, useRef, useState, type ComponentType, type ReactNode, type RefObject } from 'react';
import { Button } from 'react-aria-components/Button';

export interface OpenedProps {
  readonly trigger: RefObject<HTMLButtonElement | null>;
  readonly isOpen: boolean;
  readonly setOpen: (open: boolean) => void;
}

interface OpeningProps {
  readonly className: string;
  readonly label?: string;
  readonly opens: 'menu' | 'dialog';
  readonly content: ComponentType<OpenedProps>;
  readonly children: ReactNode;
}

/** A button whose pop-up is fetched when somebody opens it: the first page does without overlays. */
export function Opening({ className, label, opens, content: Content, children }: OpeningProps): ReactNode {
  const trigger = useRef<HTMLButtonElement>(null);
  const [wasOpened, setWasOpened] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const press = (): void => {
    setWasOpened(true);
    setOpen(!isOpen);
  };
  return (
    <>
      <Button
        ref={trigger}
        className={className}
        aria-label={label}
        aria-haspopup={opens}
        aria-expanded={isOpen}
        onPress={press}
      >
        {children}
      </Button>
      {wasOpened ? (
        <Suspense>
          <Content trigger={trigger} isOpen={isOpen} setOpen={setOpen} />
        </Suspense>
      ) : null}
    </>
  );
}
