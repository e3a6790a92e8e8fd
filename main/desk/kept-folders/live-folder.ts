import { type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import type { FolderEvent } from '../../sync/folder-sync.ts';
import type { Coverage } from '../../watch/folder-watcher.ts';

/** What is known of a folder beyond its record: what its events have told since it was opened. */
export interface LiveFolder {
  readonly phase: 'starting' | 'listing' | 'scanning' | 'idle';
  readonly coverage: Coverage | null;
  /** What keeps the folder as a whole from being synced. */
  readonly error: ErrorRecord | null;
  /** Ended actions since the folder had nothing to do. */
  readonly done: number;
  /** Of the scan under way. */
  readonly scannedFiles: number;
}

export const startingFolder: LiveFolder = {
  phase: 'starting',
  coverage: null,
  error: null,
  done: 0,
  scannedFiles: 0,
};

/**
 * What blocks a folder is told once, however often it is tried in vain: only what tells of an end of it takes it away. Pure.
 */
export function afterEvent(live: LiveFolder, event: FolderEvent): LiveFolder {
  switch (event.type) {
    case 'listing':
    case 'listed':
      return { ...live, phase: 'listing' };
    case 'scanning':
      return { ...live, phase: 'scanning', scannedFiles: event.files };
    case 'scanned':
      return { ...live, phase: 'idle', scannedFiles: 0 };
    case 'ended':
      return event.what === 'delete' ? live : { ...live, done: live.done + 1 };
    case 'watching':
      return { ...live, coverage: event.coverage };
    case 'rootLost':
      return { ...live, phase: 'idle', error: event.error };
    case 'rootBack':
      return { ...live, error: null };
    case 'paused':
      // Nothing is tried while it is paused, so nothing is known to stand in the way.
      return { ...live, phase: 'idle', error: null };
    case 'upToDate':
      return { ...live, phase: 'idle', error: null };
    default:
      return live;
  }
}

/** After what ended the watching of a folder. Pure. */
export function afterFailure(live: LiveFolder, thrown: unknown): LiveFolder {
  return { ...live, phase: 'idle', error: toErrorRecord(thrown) };
}

/** A watch begins, which tells anew what is in its way. Pure. */
export function atWatch(live: LiveFolder): LiveFolder {
  return live.error === null ? live : { ...live, error: null };
}

/** Nothing is left to be sent: what was sent counts no more. Pure. */
export function atRest(live: LiveFolder): LiveFolder {
  return live.done === 0 ? live : { ...live, done: 0 };
}
