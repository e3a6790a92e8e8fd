import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import type { TransferProgress, TransferRow } from '../../preload/contract/transfers.ts';
import type { Snapshot } from '../../preload/contract.ts';
import type { Client } from './client.ts';
import { createLatest, type Latest } from './latest.ts';
import { newestOf } from './pushed-progress.ts';
import type { RateHistory } from './rate-history.ts';

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

export function useRates(): RateHistory {
  const { latest } = useContextValue();
  return useSyncExternalStore(latest.listen, latest.rates);
}

/** The newest progress of one row: what was pushed, else what came with the row. */
export function useProgress(row: TransferRow): TransferProgress {
  const { latest } = useContextValue();
  return useSyncExternalStore(latest.listen, () => newestOf(latest.progress(), row));
}

export function useIsConnected(): boolean {
  const { latest } = useContextValue();
  return useSyncExternalStore(latest.listen, latest.isConnected);
}
