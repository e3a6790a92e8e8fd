import type { KeyboardEvent } from 'react';

export interface ListKeys {
  readonly count: number;
  readonly cursor: number;
  readonly pageRows: number;
  readonly onMove: (to: number, isRange: boolean) => void;
  readonly onToggle: () => void;
  readonly onAll: () => void;
  readonly onOpen: () => void;
  readonly onDelete: () => void;
  readonly onEscape: () => void;
}

/** Keys of a list whose rows can be chosen, as in file managers. Returns the handler for the list. */
export function listKeys(keys: ListKeys): (event: KeyboardEvent) => void {
  const { count, cursor, pageRows } = keys;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + pageRows,
    PageUp: cursor - pageRows,
    Home: 0,
    End: count - 1,
  };
  return event => {
    const to = moves[event.key];
    const run = (action: () => void) => {
      event.preventDefault();
      action();
    };
    if (to !== undefined) return run(() => keys.onMove(Math.max(0, Math.min(count - 1, to)), event.shiftKey));
    if (event.key === ' ') return run(keys.onToggle);
    if (event.key === 'Enter') return run(keys.onOpen);
    if (event.key === 'Delete') return run(keys.onDelete);
    if (event.key === 'Escape') return run(keys.onEscape);
    if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) return run(keys.onAll);
  };
}
