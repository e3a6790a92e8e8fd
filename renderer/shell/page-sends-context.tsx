import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useClient } from '../client/context.tsx';
import { createPageSends, type PageSends, type SendsNow } from '../client/page-sends.ts';

const Context = createContext<PageSends | null>(null);

/** Sends files of the page whatever view is open. The browser asks before the page is left meanwhile. */
export function PageSendsProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const sends = useMemo(() => createPageSends(client), [client]);
  const isRunning = useSyncExternalStore(sends.listen, () => sends.now()?.isOver === false);
  useEffect(() => {
    if (!isRunning) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isRunning]);
  return <Context value={sends}>{children}</Context>;
}

export function usePageSends(): PageSends {
  const sends = useContext(Context);
  if (sends === null) throw new Error('no PageSendsProvider above');
  return sends;
}

/** How it goes now; null when nothing was sent. */
export function useSendsNow(): SendsNow | null {
  const sends = usePageSends();
  return useSyncExternalStore(sends.listen, sends.now);
}
