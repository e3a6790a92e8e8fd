import type { PartMap, PartState } from '../../../preload/contract/transfers.ts';
import type { WatchedParts } from '../../../preload/contract.ts';

/** What was pushed last of this very transfer, else what came with its details: a push may still be of the one before. Pure. */
export function partsOf(
  transferId: string,
  pushed: WatchedParts | null,
  asked: PartMap | null,
): PartMap | null {
  return pushed?.transferId === transferId ? pushed : asked;
}

export interface PartCells {
  readonly cells: readonly PartState[];
  readonly counts: Readonly<Record<PartState, number>>;
}

/** As many parts as an upload can have: the services' limit. */
const mostParts = 10_000;

/** The state of each part in order, and how many there are of each. Pure. */
export function cellsOf({ runs }: Pick<PartMap, 'runs'>): PartCells {
  const cells: PartState[] = [];
  const counts: Record<PartState, number> = { done: 0, moving: 0, waiting: 0, retried: 0 };
  for (const { state, count } of runs) {
    counts[state] += count;
    for (let index = 0; index < count && cells.length < mostParts; index += 1) cells.push(state);
  }
  return { cells, counts };
}
