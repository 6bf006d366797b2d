import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../look/button.js';
import { lookWords } from '../look/messages.js';
import { Page } from '../look/page.js';
import { useMessages } from '../messages/use-messages.js';
import { shellWords } from './messages.js';

interface BoundaryProps {
  /** another page = another try */
  readonly page: string;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly error: Error | null;
  readonly page: string;
}

/** Keeps what breaks in a page inside of it: the menu and the other pages go on. */
export class PageBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null, page: this.props.page };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps({ page }: BoundaryProps, state: BoundaryState): Partial<BoundaryState> | null {
    return page === state.page ? null : { error: null, page };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('page.broke', error.message, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <BrokenPage error={error} onRetry={() => this.setState({ error: null })} /> : this.props.children;
  }
}

function BrokenPage({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }): ReactNode {
  const t = useMessages(shellWords);
  const look = useMessages(lookWords);
  // A new release took the old files away: only loading the page again helps.
  const outdated = /dynamically imported module|module script/i.test(error.message);
  return (
    <Page title={t('page.failed')} lead={t('page.failed.detail')}>
      <div className="stack">
        <p>
          <Button kind="primary" onPress={outdated ? () => location.reload() : onRetry}>
            {look('try-again')}
          </Button>
        </p>
        <p className="small muted mono">{look('code', { code: `${error.name}: ${error.message}`.slice(0, 200) })}</p>
      </div>
    </Page>
  );
}
