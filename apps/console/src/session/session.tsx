import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { z } from 'zod';
import { api, type Credentials } from '../api/api.js';
import { asProblem, type Problem } from '../api/problem.js';
import { CONSOLE_ROLES, type ConsoleRole, mayDo, type Right } from './roles.js';

const Me = z.object({
  personId: z.string(),
  tenantId: z.string().nullable(),
  username: z.string(),
  name: z.string(),
  role: z.string(),
});

export interface Me {
  readonly personId: string;
  /** null = one of the publisher's people */
  readonly tenantId: string | null;
  readonly username: string;
  readonly name: string;
  readonly role: ConsoleRole;
}

export type Session =
  | { readonly kind: 'starting' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'signed-out' }
  /** a learner's account opens courses, not the console */
  | { readonly kind: 'no-console' }
  | { readonly kind: 'signed-in'; readonly me: Me };

interface SessionActions {
  readonly session: Session;
  /** the page stays, and asks for the password again */
  readonly isOver: boolean;
  readonly signIn: (credentials: Credentials) => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly tryAgain: () => void;
}

const SessionContext = createContext<SessionActions | null>(null);

/** Finds out at the start whether the browser has a session, and keeps what is known of the person. */
export function SessionProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [session, setSession] = useState<Session>({ kind: 'starting' });
  const queries = useQueryClient();
  const isOver = useSyncExternalStore(api.subscribe, () => api.isWaitingForSignIn);

  const start = useCallback(async () => {
    try {
      setSession((await api.renew()) ? await whoIsIt() : { kind: 'signed-out' });
    } catch (error) {
      setSession({ kind: 'failed', problem: asProblem(error) });
    }
  }, []);
  useEffect(() => void start(), [start]);

  const value = useMemo<SessionActions>(
    () => ({
      session,
      isOver: isOver && session.kind === 'signed-in',
      signIn: async (credentials) => {
        await api.signIn(credentials);
        setSession(await whoIsIt());
      },
      signOut: async () => {
        await api.signOut();
        queries.clear();
        setSession({ kind: 'signed-out' });
      },
      tryAgain: () => {
        setSession({ kind: 'starting' });
        void start();
      },
    }),
    [session, isOver, queries, start],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

async function whoIsIt(): Promise<Session> {
  const { role, ...person } = await api.get('/auth/me', Me);
  const known = CONSOLE_ROLES.find((one) => one === role);
  return known ? { kind: 'signed-in', me: { ...person, role: known } } : { kind: 'no-console' };
}

export function useSession(): SessionActions {
  const actions = use(SessionContext);
  if (actions === null) throw new Error('useSession stands outside of SessionProvider');
  return actions;
}

/** The person who is signed in. Pages exist only for somebody. */
export function useMe(): Me {
  const { session } = useSession();
  if (session.kind !== 'signed-in') throw new Error('useMe stands outside of a session');
  return session.me;
}

export function useMay(right: Right): boolean {
  return mayDo(useMe().role, right);
}
