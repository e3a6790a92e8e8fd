import { useEffect, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let open = 0;

function change(by: number): void {
  open += by;
  for (const listener of listeners) listener();
}

/** For a dialog that stands over others: while it is there, Escape closes it alone. */
export function useInnerDialog(): void {
  useEffect(() => {
    change(1);
    return () => change(-1);
  }, []);
}

/** True while another dialog stands over the one that asks, whose Escape it then is. */
export function useHasInnerDialog(): boolean {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open > 0,
  );
}
