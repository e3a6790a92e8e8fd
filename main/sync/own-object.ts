import { toAppError } from '../base/app-error.ts';
import type { FolderRun } from './folder-run.ts';
import { objectOfInfo } from './known-object.ts';
import type { KnownObject } from './sync-tools.ts';

/**
 * Takes away an object that we know, or what an upload of ours has put in its place without ever being answered: that is as much our own.
 * `take` is called with the one that is there. Throws `object.changed` for an object of somebody else, and what `take` throws.
 */
export async function takeOwn<T>(
  { bucket, isOwn }: FolderRun,
  known: KnownObject,
  take: (object: KnownObject) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await take(known);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'object.changed') throw thrown;
    const info = await bucket.head(known.key, signal);
    if (info === null || !isOwn(info)) throw thrown;
    return await take(objectOfInfo(info));
  }
}
