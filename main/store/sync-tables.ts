import type { Log } from '../base/log.ts';
import { createActions } from './action-table.ts';
import type { Database } from './database.ts';
import { createJournal } from './decision-table.ts';
import { createFolderNumbers } from './folder-number.ts';
import { createFolderLog } from './folder-table.ts';
import { createKnownFiles } from './known-file-table.ts';
import { openListing } from './listing-table.ts';
import type { Owners } from './owners.ts';
import { createProblems } from './problem-table.ts';
import type { SyncStore } from './sync-store.ts';

/** What one database remembers for folder sync, as seen by one of its owners. */
export function createSyncStore(database: Database, owners: Owners, log: Log, now: () => number): SyncStore {
  const numbers = createFolderNumbers(database);
  return {
    folders: createFolderLog(database, owners, log, now),
    known: createKnownFiles(database, numbers, log),
    actions: createActions(database, numbers, log),
    problems: createProblems(database, numbers, log),
    journal: createJournal(database, numbers, log),
    openListing,
    batch: database.write,
  };
}
