import { toAppError } from '../base/app-error.ts';
import { isSameEtag, objectChanged } from '../remote/conditions.ts';
import type { ObjectInfo } from '../remote/object-store.ts';
import type { FolderRun } from './folder-run.ts';
import { objectOfInfo } from './known-object.ts';
import type { KnownObject } from './sync-tools.ts';

/** Whether an object is of a run of ours whose end was never written down, and no other path of the folder is known by it. */
export function mayReplaceOwn({ folder, store, isOwn }: FolderRun, path: string, info: ObjectInfo): boolean {
  if (!isOwn(info)) return false;
  const holder = store.known.withKey(folder.id, info.key);
  return holder === null || holder.path === path;
}

/**
 * Takes away an object that we know, or what an upload of ours has put in its place without ever being answered: that is as much our own.
 * `take` is called with the one that is there; one that is said to be gone or another is looked for once more, since it is forgotten for
 * good. Throws `object.changed` for an object of somebody else, `object.missing` for none, and what else `take` throws.
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
    const { code } = toAppError(thrown);
    if (code !== 'object.changed' && code !== 'object.missing') throw thrown;
    const info = await bucket.head(known.key, signal);
    if (info === null) throw thrown;
    if (isSameEtag(info.etag, known.etag)) return await take(known);
    if (!isOwn(info)) throw code === 'object.changed' ? thrown : objectChanged(known.key, known.etag, thrown);
    return await take(objectOfInfo(info));
  }
}
