import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';
import { Icon } from './icon.js';

const STAYS_MILLIS = 6_000;
const ToastContext = createContext<(says: string) => void>(() => undefined);

/** Says good news for a few seconds: `const say = useToast(); say(t('saved'))`. What went wrong stays in its place instead. */
export function useToast(): (says: string) => void {
  return use(ToastContext);
}

/** Where toasts appear. The region is there from the start, so that assistive technology listens to it. */
export function ToastProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [toast, setToast] = useState<{ readonly says: string; readonly id: number } | null>(null);
  const say = useCallback((says: string) => setToast((last) => ({ says, id: (last?.id ?? 0) + 1 })), []);
  useEffect(() => {
    if (toast === null) return undefined;
    const timer = setTimeout(() => setToast(null), STAYS_MILLIS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <ToastContext value={say}>
      {children}
      <div role="status">
        {toast ? (
          <p key={toast.id} className="toast good">
            <Icon name="good" />
            <span>{toast.says}</span>
          </p>
        ) : null}
      </div>
    </ToastContext>
  );
}
