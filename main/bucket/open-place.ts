import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Log } from '../base/log.ts';
import { openDatabase } from '../store/database.ts';
import { openFileLock } from '../store/file-lock.ts';
import { createBlobs } from './blobs.ts';
import type { Place } from './call.ts';
import { createCatalog } from './catalog.ts';
import { migrations } from './catalog-schema.ts';
import type { BucketLimits } from './limits.ts';

/** A server that ended a moment ago may still hold the folder. */
const lockWaitMs = 1_000;

/**
 * Opens what a server keeps in its folder: `bucket.sqlite` and `blobs/`. Blobs without a row, which a crash may leave
 * between writing and committing, are removed. Throws `store.busy` while another server has the folder.
 */
export async function openPlace(
  dir: string,
  limits: BucketLimits,
  regionNames: Place['regionNames'],
  log: Log,
): Promise<Place & { close(): void }> {
  await mkdir(join(dir, 'blobs'), { recursive: true });
  const lock = openFileLock(join(dir, 'bucket.lock'), lockWaitMs);
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

/** The bytes belong to the damaged index that was put away, and to the new empty one they would be rubbish. */
async function setBlobsAside(dir: string, index: string, log: Log): Promise<void> {
  await rename(join(dir, 'blobs'), join(dir, `${basename(index)}.blobs`));
  await mkdir(join(dir, 'blobs'));
  log.error('the index was damaged and was put aside together with the blobs', { index });
}
