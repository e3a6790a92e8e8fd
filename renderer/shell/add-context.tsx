import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useClient } from '../client/context.tsx';
import { AddDialog } from '../views/add/add-dialog.tsx';
import type { Dropped } from '../views/add/dropped.ts';

interface Add {
  readonly openAdd: (dropped: Dropped) => void;
  /** What is dropped or pasted goes to `taker` instead of the dialog, until the answer is called. */
  readonly take: (taker: (dropped: Dropped) => void) => () => void;
}

const Context = createContext<Add | null>(null);

/** Opens the dialog that adds uploads, from wherever in the page. */
export function useAdd(): Add {
  const value = useContext(Context);
  if (value === null) throw new Error('no AddProvider above');
  return value;
}

/** What is dropped or pasted is the caller's for as long as it is on the screen. */
export function useTakeDropped(taker: (dropped: Dropped) => void): void {
  const { take } = useAdd();
  const latest = useRef(taker);
  useEffect(() => {
    latest.current = taker;
  });
  useEffect(() => take(dropped => latest.current(dropped)), [take]);
}

export function AddProvider({ children }: { readonly children: ReactNode }) {
  const [dropped, setDropped] = useState<Dropped | null>(null);
  const client = useClient();
  const taker = useRef<((dropped: Dropped) => void) | null>(null);
  const opened = useRef(0);
  const show = useCallback((next: Dropped | null) => {
    opened.current += 1;
    setDropped(next);
  }, []);
  const value = useMemo<Add>(
    () => ({
      openAdd: next => (taker.current ?? show)(next),
      take(next) {
        taker.current = next;
        return () => {
          if (taker.current === next) taker.current = null;
        };
      },
    }),
    [show],
  );
  const { openAdd } = value;
  useEffect(() => client.onWish(({ paths }) => openAdd({ paths })), [client, openAdd]);
  return (
    <Context value={value}>
      {children}
      {dropped !== null && <AddDialog key={opened.current} dropped={dropped} onClose={show} />}
    </Context>
  );
}
