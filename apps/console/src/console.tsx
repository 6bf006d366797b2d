import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense, type ReactNode } from 'react';
import { BrowserRouter } from 'react-router';
import { Problem } from './api/problem.js';
import { Waiting } from './look/loaded.js';
import { ToastProvider } from './look/toast.js';
import { LanguageProvider } from './messages/use-messages.js';
import { SessionProvider } from './session/session.js';
import { Doors } from './shell/doors.js';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the API refused it refuses again; a network that is gone may come back.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof Problem && error.body.status >= 400 && error.body.status < 500),
    },
  },
});

/** Everything that pages stand in. */
export function Console(): ReactNode {
  return (
    <BrowserRouter>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <Suspense fallback={<Waiting />}>
            <ToastProvider>
              <SessionProvider>
                <Doors />
              </SessionProvider>
            </ToastProvider>
          </Suspense>
        </LanguageProvider>
      </QueryClientProvider>
    </BrowserRouter>
  );
}
