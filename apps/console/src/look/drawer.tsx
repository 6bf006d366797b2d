import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useMessages } from '../messages/use-messages.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import { lookWords } from './messages.js';

interface DrawerProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly footer?: ReactNode;
  /** a drawer holds a task at the side; a dialog asks one thing in the middle */
  readonly shape?: 'drawer' | 'dialog';
  /** the page behind is of no use until this is answered */
  readonly isStrict?: boolean;
  readonly children: ReactNode;
}

/** Something to do beside the page. The focus goes in, stays in, and comes back where it was. */
export function Drawer({
  title,
  isOpen,
  onClose,
  footer,
  shape = 'drawer',
  isStrict = false,
  children,
}: DrawerProps): ReactNode {
  const t = useMessages(lookWords);
  return (
    <ModalOverlay
      className={shape === 'drawer' ? 'scrim' : 'scrim centred'}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable={!isStrict}
      isKeyboardDismissDisabled={isStrict}
    >
      <Modal>
        <Dialog className={shape === 'drawer' ? 'drawer' : 'drawer dialog'}>
          <header>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {isStrict ? null : (
              <Button kind="icon" aria-label={t('close')} onPress={onClose}>
                <Icon name="x" />
              </Button>
            )}
          </header>
          <div className="body">{children}</div>
          {footer ? <footer>{footer}</footer> : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
