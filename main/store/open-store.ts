import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AppendLog } from './append-log.ts';
import { createAppendLog } from './append-places.ts';
import { openDatabase } from './database.ts';
import { createGivingUp } from './give-up.ts';
import type { HandLog } from './hand-log.ts';
import { createHandLog } from './hand-table.ts';
import { createHistory, type History } from './history.ts';
import { createLooseUploads, type LooseUploads } from './loose-uploads.ts';
import { migrations } from './migrations.ts';
import { moveEndpoint } from './move-endpoint.ts';
import { openOwners } from './owners.ts';
import { mapErrors } from './sqlite-error.ts';
import { readStoreHealth, type StoreHealth } from './store-health.ts';
import type { SyncStore } from './sync-store.ts';
import { createSyncStore } from './sync-tables.ts';
import type { TransferList } from './transfer-list.ts';
import type { TransferLog } from './transfer-log.ts';
import { createTransferList } from './transfer-windows.ts';
import { createTransferLog } from './transfers.ts';

const databaseName = 'longshore.db';
/** Some 50 ms. */
const checkedAtOnceBytes = 64 * 1024 * 1024;

export interface StoreSetupOptions {
  readonly clock: Clock;
  readonly log: Log;
}

/** What a data directory remembers. The `release` of its logs is that of `GivingUp`. */
export interface Store {
  /** The data directory, links resolved. */
  readonly dir: string;
  readonly log: TransferLog;
  readonly appends: AppendLog;
  readonly loose: LooseUploads;
  readonly sync: SyncStore;
  /** What is asked for by hand, and outlives the process. */
  readonly hand: HandLog;
  readonly list: TransferList;
  readonly history: History;
  /** See `moveEndpoint`. */
  moveEndpoint(from: string, to: string): void;
  /** Reads the whole file where that takes no longer than a moment. */
  health(): StoreHealth;
  /** See `Database`. */
  flush(): Promise<void>;
  /** Where a damaged database was put before a new one was begun; null when all was well. */
  readonly setAside: string | null;
  /**
   * True while a damaged database lies beside this one: what it knew is missing here, so unfinished uploads on the
   * servers may be ours. Ends when the damaged file is taken away.
   */
  readonly isRebuilt: boolean;
  /** Frees everything that this opening had claimed. */
  close(): void;
}

/**
 * Opens the memory of a data directory, which is made when missing and must lie on a local disk: SQLite's shared
 * memory does not cross a network. Any number of stores, also in one process, may be open over one directory.
 */
export async function openStore(dataDir: string, { clock, log }: StoreSetupOptions): Promise<Store> {
  const ownersDir = join(dataDir, 'owners');
  const isDamagedOneBeside = () =>
    mapErrors(
      dataDir,
      () =>
        existsSync(dataDir) && readdirSync(dataDir).some(name => name.startsWith(`${databaseName}.damaged-`)),
    );
  const opened = await openDatabase(join(dataDir, databaseName), migrations, {
    clock,
    // Owners come after the first filling. Beside a damaged file an empty one is the next, being made by another process.
    wasFilled: () => existsSync(ownersDir) && !isDamagedOneBeside(),
  });
  const { database, setAside } = opened;
  try {
    if (setAside) log.error('the database was damaged; it was set aside and a new one begun', { setAside });
    const dir = mapErrors(dataDir, () => realpathSync(dataDir));
    const owners = openOwners(database, ownersDir, process.pid, clock.now());
    const releases = ['transfer', 'loose_upload', 'append', 'folder'].map(table =>
      database.prepare(`UPDATE ${table} SET owner = NULL WHERE owner = ?`),
    );
    const givingUp = createGivingUp(clock);
    const sync = createSyncStore(database, owners, log, clock.now);
    return {
      dir,
      log: givingUp.of(createTransferLog(database, owners, log, clock.now)),
      appends: givingUp.of(createAppendLog(database, owners, clock.now)),
      loose: createLooseUploads(database, owners, clock.now),
      hand: createHandLog(database, owners, log, clock.now),
      list: createTransferList(database, log),
      history: createHistory(database),
      moveEndpoint: (from, to) => moveEndpoint(database, from, to),
      health: () => readStoreHealth(database, checkedAtOnceBytes),
      sync: { ...sync, folders: givingUp.of(sync.folders) },
      flush: database.flush,
      setAside,
      isRebuilt: isDamagedOneBeside(),
      close() {
        givingUp.close();
        for (const leave of [...releases.map(release => () => release.run(owners.ownId)), owners.close]) {
          try {
            leave();
          } catch (thrown) {
            // The lock ends here all the same, so whoever comes next adopts what could not be freed in writing.
            log.warn('the store could not be left in order', { error: thrown });
          }
        }
        database.close();
      },
    };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
