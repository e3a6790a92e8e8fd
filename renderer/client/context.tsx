import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import type { Snapshot } from '../../preload/contract.ts';
import type { Client } from './client.ts';
import { createLatest, type Latest } from './latest.ts';

const Context = createContext<{ readonly client: Client; readonly latest: Latest } | null>(null);

export function ClientProvider({
  client,
  children,
}: {
  readonly client: Client;
  readonly children: ReactNode;
}) {
  const value = useMemo(() => ({ client, latest: createLatest(client) }), [client]);
  return <Context value={value}>{children}</Context>;
}

function useContextValue() {
  const value = useContext(Context);
  if (value === null) throw new Error('no ClientProvider above');
  return value;
}

export function useClient(): Client {
  return useContextValue().client;
}

/**
 * A part of the newest snapshot; null before the first. The component is drawn anew only when the part is another one by
 * `Object.is`, so `select` picks what is there and makes nothing new.
 */
export function useSnapshot<T>(select: (snapshot: Snapshot) => T): T | null {
  const { latest } = useContextValue();
  return useSyncExternalStore(latest.listen, () => {
    const snapshot = latest.snapshot();
    return snapshot === null ? null : select(snapshot);
  });
}

export function useIsConnected(): boolean {
  const { latest } = useContextValue();
  return useSyncExternalStore(latest.listen, latest.isConnected);
}
