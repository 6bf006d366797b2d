import { lazy, Suspense, type ReactNode } from 'react';
import { ProblemNotice } from '../look/problem-notice.js';
import { Waiting } from '../look/loaded.js';
import { useMessages } from '../messages/use-messages.js';
import { useSession } from '../session/session.js';
import { SignInPage } from '../sign-in/sign-in-page.js';
import { shellWords } from './messages.js';
import { Sections } from './sections.js';

const SessionOver = lazy(() => import('../sign-in/session-over.js'));

/** Who may come in: nobody before the session is known; the address stays the same, so that a link leads on after the sign-in. */
export function Doors(): ReactNode {
  const t = useMessages(shellWords);
  const { session, isOver, tryAgain } = useSession();
  switch (session.kind) {
    case 'starting':
      return (
        <main className="page head">
          <Waiting />
        </main>
      );
    case 'failed':
      return (
        <main className="page head">
          <ProblemNotice problem={session.problem} onRetry={tryAgain} />
        </main>
      );
    case 'signed-out':
    case 'no-console':
      return <SignInPage isLearner={session.kind === 'no-console'} />;
    case 'signed-in':
      return (
        <>
          <a className="skip" href="#main">
            {t('skip')}
          </a>
          <Suspense fallback={<Waiting />}>
            <Sections />
          </Suspense>
          <Suspense>{isOver ? <SessionOver /> : null}</Suspense>
        </>
      );
  }
}
