import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openDatabase } from '../store/database.ts';
import { type FileLock, openFileLock } from '../store/file-lock.ts';
import { createBlobs } from './blobs.ts';
import type { Place } from './call.ts';
import { createCallbacks } from './callback/callbacks.ts';
import { createCatalog } from './catalog.ts';
import { migrations } from './catalog-schema.ts';

/** A server that ended a moment ago may still hold the folder. */
const lockWaitMs = 1_000;

export interface PlaceSetup extends Pick<Place, 'limits' | 'regionNames'> {
  readonly dir: string;
  /** Where applications find the key that callbacks are checked with. */
  readonly publicKeyUrl: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens what a server keeps in its folder: `bucket.sqlite`, `blobs/` and the key that signs callbacks. Blobs without a row, which a crash may leave
 * between writing and committing, are removed. Throws `bucket.served` while another server has the folder.
 */
export async function openPlace(setup: PlaceSetup): Promise<Place & { close(): void }> {
  const { dir, limits, regionNames, log } = setup;
  await mkdir(join(dir, 'blobs'), { recursive: true });
  const lock = lockFolder(dir);
  try {
    const { database, setAside } = await openDatabase(join(dir, 'bucket.sqlite'), migrations);
    if (setAside !== null) await setBlobsAside(dir, setAside, log);
    const blobs = createBlobs(join(dir, 'blobs'));
    const catalog = createCatalog(database, freed => blobs.discard(freed));
    const swept = await blobs.sweep(catalog.isBlobUsed);
    if (swept > 0) log.info('blobs without a row were removed', { count: swept });
    return {
      catalog,
      blobs,
      limits,
      callbacks: createCallbacks(setup),
      regionNames,
      close() {
        catalog.close();
        lock.close();
      },
    };
  } catch (thrown) {
    lock.close();
    throw thrown;
  }
}

function lockFolder(dir: string): FileLock {
  try {
    return openFileLock(join(dir, 'bucket.lock'), lockWaitMs);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'store.busy') throw thrown;
    throw new AppError('bucket.served', 'another server has the folder', { path: dir }, thrown);
  }
}

/** The bytes belong to the damaged index that was put away, and to the new empty one they would be rubbish. */
async function setBlobsAside(dir: string, index: string, log: Log): Promise<void> {
  await rename(join(dir, 'blobs'), join(dir, `${basename(index)}.blobs`));
  await mkdir(join(dir, 'blobs'));
  log.error('the index was damaged and was put aside together with the blobs', { index });
}
