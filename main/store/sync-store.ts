import type { Actions } from './actions.ts';
import type { FolderLog } from './folder-log.ts';
import type { Journal } from './journal.ts';
import type { KnownFiles } from './known-files.ts';
import type { Listing } from './listing.ts';
import type { Problems } from './problems.ts';

/** Everything that is remembered for folder sync. */
export interface SyncStore {
  readonly folders: FolderLog;
  readonly known: KnownFiles;
  readonly actions: Actions;
  readonly problems: Problems;
  readonly journal: Journal;
  /** An empty listing; any number may be open. */
  openListing(): Listing;
  /** All or nothing, in one commit: what is decided for one directory, or for one file that is done. May be nested. */
  batch<T>(task: () => T): T;
}
