import type { Rows } from '../../../../preload/contract/common.ts';
import type {
  CommandOutcome,
  PartMap,
  TransferChoice,
  TransferCommand,
  TransferCounts,
  TransferDetail,
  TransferFilter,
  TransferProgress,
  TransferQuery,
  TransferRow,
  TransferSelection,
  TransferStateName,
  TransferTrait,
} from '../../../../preload/contract/transfers.ts';
import { errors } from './errors.ts';
import { now } from './fake-clock.ts';
import type { Scene } from './scene.ts';
import {
  detailOf,
  firstState,
  idOf,
  indexOf,
  isMovingState,
  nameOf,
  partsOf,
  progressOf,
  rowOf,
  sizeOf,
} from './transfer-rows.ts';

/** Transfers that are made up one by one as they are asked for: 100,000 of them take no memory. */
export interface FakeTransfers {
  list(query: TransferQuery): Rows<TransferRow>;
  detail(id: string): TransferDetail | null;
  command(command: TransferCommand, which: TransferSelection): CommandOutcome;
  traits(which: TransferSelection): readonly TransferTrait[];
  counts(): TransferCounts;
  progress(ids: readonly string[]): readonly TransferProgress[];
  parts(id: string): PartMap | null;
  /** One that moves is done, and another begins. */
  step(): void;
  /** All that move. */
  moving(): readonly TransferProgress[];
}

const becomes: Readonly<Record<TransferCommand, TransferStateName | null>> = {
  pause: 'paused',
  resume: 'waiting',
  cancel: 'cancelled',
  retry: 'waiting',
  sendNext: 'sending',
  forget: null,
};

export function createFakeTransfers(scene: Scene): FakeTransfers {
  /** What was changed by a command; null: no longer in the list. */
  const changed = new Map<number, TransferStateName | null>();
  const stateOf = (index: number) => {
    const now = changed.get(index);
    return now === undefined ? firstState(scene, index) : now;
  };
  let orders = new Map<string, readonly number[]>();
  let counted: TransferCounts | null = null;
  const renew = () => {
    orders = new Map();
    counted = null;
  };

  function* all(): Generator<readonly [number, TransferStateName]> {
    for (let index = scene.transfers - 1; index >= 0; index -= 1) {
      const state = stateOf(index);
      if (state !== null) yield [index, state];
    }
  }

  function matches(
    index: number,
    state: TransferStateName,
    { filter, search, folder }: TransferChoice,
  ): boolean {
    if (filter !== 'all' && filterOf(state) !== filter) return false;
    if (search === '' && folder === null) return true;
    const row = rowOf(scene, index, state, 0);
    if (folder !== null && (row.folder?.id ?? 'manual') !== folder) return false;
    return `${row.path} ${row.key}`.toLowerCase().includes(search.toLowerCase());
  }

  function order(query: TransferChoice & Pick<TransferQuery, 'sort' | 'isDescending'>): readonly number[] {
    const { filter, search, folder, sort, isDescending } = query;
    const key = JSON.stringify([filter, search, folder, sort, isDescending]);
    const known = orders.get(key);
    if (known) return known;
    const found: number[] = [];
    for (const [index, state] of all()) if (matches(index, state, query)) found.push(index);
    if (sort === 'name') found.sort((a, b) => (nameOf(b) < nameOf(a) ? -1 : 1));
    if (sort === 'size') found.sort((a, b) => sizeOf(scene, b) - sizeOf(scene, a));
    if (sort === 'state') found.sort((a, b) => ((stateOf(b) ?? '') < (stateOf(a) ?? '') ? -1 : 1));
    if (!isDescending) found.reverse();
    orders.set(key, found);
    return found;
  }

  const moving = () => {
    const found: TransferProgress[] = [];
    for (let age = 0; age < scene.moving + 400 && age < scene.transfers; age += 1) {
      const index = scene.transfers - 1 - age;
      const state = stateOf(index);
      if (state !== null && isMovingState(state)) found.push(progressOf(scene, index, state, now()));
    }
    return found;
  };

  function meant(which: TransferSelection): readonly number[] {
    if ('ids' in which) return which.ids.map(indexOf);
    const found = order({ ...which.all, sort: 'added', isDescending: true });
    return found.filter(index => !which.except.includes(idOf(index)));
  }

  return {
    list(query) {
      const found = order(query);
      const rows = found
        .slice(query.offset, query.offset + query.limit)
        .map(index => rowOf(scene, index, stateOf(index) ?? 'cancelled', now()));
      return { total: found.length, offset: query.offset, rows };
    },
    detail(id) {
      const index = indexOf(id);
      const state = stateOf(index);
      return state === null ? null : detailOf(rowOf(scene, index, state, now()));
    },
    command(command, which) {
      const indexes = meant(which);
      if (scene.state === 'failing') {
        const refused = indexes
          .slice(0, 20)
          .map(index => ({ id: idOf(index), name: nameOf(index), error: errors.refused }));
        return { changed: 0, refused };
      }
      for (const index of indexes) changed.set(index, becomes[command]);
      renew();
      return { changed: indexes.length, refused: [] };
    },
    traits(which) {
      const traits = new Map<string, TransferTrait>();
      for (const index of meant(which)) {
        const { state, source, folder } = rowOf(scene, index, stateOf(index) ?? 'cancelled', now());
        const trait = { state, source, isOfFolder: folder !== null };
        traits.set(JSON.stringify(trait), trait);
      }
      return [...traits.values()];
    },
    counts() {
      if (counted) return counted;
      const found = { all: 0, active: 0, waiting: 0, failed: 0, done: 0 };
      for (const [, state] of all()) {
        found.all += 1;
        const filter = filterOf(state);
        if (filter !== null) found[filter] += 1;
      }
      counted = found;
      return found;
    },
    progress: ids =>
      ids.flatMap(id => {
        const index = indexOf(id);
        const state = stateOf(index);
        return state !== null && isMovingState(state) ? [progressOf(scene, index, state, now())] : [];
      }),
    parts(id) {
      const state = stateOf(indexOf(id));
      return state === null ? null : partsOf(rowOf(scene, indexOf(id), state, now()));
    },
    step() {
      const [first] = moving();
      if (first === undefined) return;
      changed.set(indexOf(first.id), 'done');
      const next = order({
        filter: 'waiting',
        search: '',
        folder: null,
        sort: 'added',
        isDescending: true,
      })[0];
      if (next !== undefined) changed.set(next, 'sending');
      renew();
    },
    moving,
  };
}

function filterOf(state: TransferStateName): Exclude<TransferFilter, 'all'> | null {
  if (isMovingState(state)) return 'active';
  if (state === 'waiting' || state === 'paused') return 'waiting';
  if (state === 'failed' || state === 'blocked') return 'failed';
  return state === 'done' ? 'done' : null;
}
