import type { TransferChoice, TransferSelection } from '../../../preload/contract/transfers.ts';

/** Which rows are chosen: some by id, or all that are found, except some. The page never holds all ids. */
export type Selection =
  | { readonly kind: 'some'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'all'; readonly except: ReadonlySet<string> };

export const nothing: Selection = { kind: 'some', ids: new Set() };
export const everything: Selection = { kind: 'all', except: new Set() };

/** Pure, as all here. */
export function isChosen(selection: Selection, id: string): boolean {
  return selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);
}

export function toggled(selection: Selection, id: string): Selection {
  const before = selection.kind === 'some' ? selection.ids : selection.except;
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return selection.kind === 'some' ? { kind: 'some', ids: after } : { kind: 'all', except: after };
}

/** Those that are given, instead of or besides what was chosen. */
export function chosenOf(ids: readonly string[], besides: Selection = nothing): Selection {
  const before = besides.kind === 'some' ? besides.ids : new Set<string>();
  return { kind: 'some', ids: new Set([...before, ...ids]) };
}

export function countOf(selection: Selection, total: number): number {
  return selection.kind === 'some' ? selection.ids.size : Math.max(0, total - selection.except.size);
}

/** As a command takes it. */
export function asWire(selection: Selection, choice: TransferChoice): TransferSelection {
  if (selection.kind === 'some') return { ids: [...selection.ids] };
  return { all: choice, except: [...selection.except] };
}
