import type { Clock } from '../base/clock.ts';
import { eachObject } from '../remote/paging.ts';
import type { ListedEntry, Listing } from '../store/listing.ts';
import type { FolderRun } from './folder-run.ts';
import { isTrashKey } from './trash-key.ts';

/** A point in time by both clocks of a process. */
export interface Moment {
  /** Wall time, ms since 1970. */
  readonly atMs: number;
  readonly monotonicMs: number;
}

export function momentOf(clock: Clock): Moment {
  return { atMs: clock.now(), monotonicMs: clock.monotonic() };
}

/** Keys in one write: a page of the server's. */
const batchSize = 1000;

/**
 * Lists everything below the folder's prefix but its trash: one request for a thousand keys, none for a single object. The listing is complete when
 * this resolves; whoever gets it closes it.
 */
export async function takeListing(run: FolderRun, signal: AbortSignal): Promise<Listing> {
  const { folder, bucket, store } = run;
  const listing = store.openListing();
  try {
    let batch: ListedEntry[] = [];
    const flush = () => {
      listing.add(batch);
      batch = [];
      run.emit({ type: 'listing', objects: listing.totals().objects });
    };
    for await (const { key, size, etag, lastModifiedMs } of eachObject(
      bucket,
      { prefix: folder.prefix },
      signal,
    )) {
      if (isTrashKey(folder, key)) continue;
      batch.push({ key, size, etag, lastModifiedMs });
      if (batch.length >= batchSize) flush();
    }
    if (batch.length > 0) flush();
    run.emit({ type: 'listed', ...listing.totals() });
    return listing;
  } catch (thrown) {
    listing.close();
    throw thrown;
  }
}
