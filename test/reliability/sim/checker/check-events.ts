import type { StateView } from './state-view.ts';
import { Violation } from './violation.ts';

/** The last state of a transfer that was told. */
export interface ToldState {
  readonly at: string;
  readonly isFolder: boolean;
}

/** What the engine told while it lived, and what it has written down. */
export interface Events {
  readonly state: Pick<StateView, 'transfers' | 'events' | 'decisions'>;
  readonly told: ReadonlyMap<string, ToldState>;
  /** How often work on a path of the folder was told to have ended well. */
  readonly ended: ReadonlyMap<string, number>;
}

/** States in which a transfer rests, each of which its history has a line of. */
export const restingStates: ReadonlySet<string> = new Set([
  'paused',
  'blocked',
  'failed',
  'done',
  'cancelled',
]);
const isFinal = (at: string) => at === 'done' || at === 'cancelled';
/** Lines of one path that the journal keeps. */
const journalLines = 20;
/** Lines of a path about which nothing has ended well. */
const notEnds: ReadonlySet<string> = new Set(['fail', 'hold', 'forget']);

/** The history is complete: it ends where the record is, and has a line for each thing that was told. */
export function checkEvents(events: Events): void {
  checkRows(events);
  checkTold(events);
  checkEnded(events);
}

/** The last line about a transfer by hand tells the state in which it is. */
function checkRows({ state }: Events): void {
  const last = new Map<string, string>();
  for (const { transferId, what } of state.events()) if (restingStates.has(what)) last.set(transferId, what);
  for (const { id, at, folderPath } of state.transfers()) {
    if (folderPath !== null || !restingStates.has(at)) continue;
    const line = last.get(id) ?? 'nothing';
    if (line !== at) throw new Violation('history', `${id} is ${at}, and ${line} is its last line`);
  }
}

/** What was told to be over is over, also of folders; only folders' transfers leave the record by themselves. */
function checkTold({ state, told }: Events): void {
  const rows = new Map(state.transfers().map(({ id, at }) => [id, at] as const));
  for (const [id, { at, isFolder }] of told) {
    const row = rows.get(id);
    if (row === undefined) {
      if (isFolder) continue;
      throw new Violation('history', `${id} was told to be ${at}, and is not in the record any more`);
    }
    if (isFinal(at) && row !== at)
      throw new Violation('history', `${id} was told to be ${at}, and is ${row} in the record`);
  }
}

/** Each end that was told has a line in the journal of its path. */
function checkEnded({ state, ended }: Events): void {
  const lines = Map.groupBy(state.decisions(), ({ path }) => path);
  for (const [path, times] of ended) {
    const all = lines.get(path) ?? [];
    // Older lines of a path are dropped.
    if (all.length >= journalLines) continue;
    const ends = all.filter(({ what }) => !notEnds.has(what)).length;
    if (ends < times)
      throw new Violation(
        'history',
        `${path} was told to have ended ${times} times, and ${ends} are written down`,
      );
  }
}
