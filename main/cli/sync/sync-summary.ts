import type { ErrorRecord } from '../../base/app-error.ts';
import type { FolderState, SyncResult } from '../../sync/folder-sync.ts';
import { type ExitCode, exitCodeOf, exitCodes, worstOf } from '../exit-code.ts';

/** How a run left its folder. */
export type Standing = 'upToDate' | 'notUpToDate' | 'held' | 'paused' | 'stopped';

/** What became of one folder. */
export type FolderOutcome =
  | {
      readonly became: 'upToDate' | 'notUpToDate' | 'held' | 'paused' | 'stopped';
      readonly result: SyncResult;
    }
  | { readonly became: 'failed'; readonly error: ErrorRecord }
  /** By a signal, before there was anything to tell. */
  | { readonly became: 'notBegun' };

/** Counts over all folders of one `sync`. */
export interface SyncSummary {
  readonly folders: number;
  readonly upToDate: number;
  readonly exitCode: ExitCode;
}

/** How a run left its folder. Pure. */
export function outcomeOf(result: SyncResult): FolderOutcome {
  return { became: standingOf(result.state, result.isStopped), result };
}

/**
 * What stands in the way of "up to date", the weightiest first: a signal while something was still to be done, then what waits for the
 * user, then failures. Being stopped is how watching ends, so a folder that is up to date then is nothing else. Pure.
 */
export function standingOf(
  { isUpToDate, heldDeletes, waiting, problems, record }: FolderState,
  isStopped: boolean,
): Standing {
  const isQuiet = waiting === 0 && record.lastScan !== null;
  if (isStopped && !isUpToDate && (!isQuiet || (heldDeletes === 0 && problems.failed === 0)))
    return 'stopped';
  if (record.folder.isPaused) return 'paused';
  if (heldDeletes > 0) return 'held';
  return isUpToDate ? 'upToDate' : 'notUpToDate';
}

export function exitCodeOfStanding(standing: Standing): ExitCode {
  switch (standing) {
    case 'upToDate':
      return exitCodes.done;
    case 'notUpToDate':
      return exitCodes.failed;
    case 'held':
    case 'paused':
      return exitCodes.blocked;
    case 'stopped':
      return exitCodes.paused;
  }
}

export function exitCodeOfFolder(outcome: FolderOutcome): ExitCode {
  if (outcome.became === 'failed') return exitCodeOf(outcome.error.code);
  return outcome.became === 'notBegun' ? exitCodes.paused : exitCodeOfStanding(outcome.became);
}

/** Pure. */
export function summariseFolders(outcomes: readonly FolderOutcome[]): SyncSummary {
  return {
    folders: outcomes.length,
    upToDate: outcomes.filter(({ became }) => became === 'upToDate').length,
    exitCode: worstOf(outcomes.map(exitCodeOfFolder)),
  };
}
