import { AppError, toAppError } from '../base/app-error.ts';
import type { ObjectOptions } from '../model/target.ts';
import { isSameEtag, objectChanged } from '../remote/conditions.ts';
import type { ObjectInfo, ObjectStore } from '../remote/object-store.ts';

/** The object at a key, null when there is none, and `hidden` when we are not allowed to look. */
export async function lookAtKey(
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<ObjectInfo | null | 'hidden'> {
  try {
    return await store.head(key, signal);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'remote.denied') throw thrown;
    return 'hidden';
  }
}

/** Whether the key holds an object; true as well when we are not allowed to look, so that nothing is ever removed. */
export async function existsAlready(store: ObjectStore, key: string, signal: AbortSignal): Promise<boolean> {
  return (await lookAtKey(store, key, signal)) !== null;
}

/**
 * Fails before a byte is sent where the store would refuse the object in the end. Throws `object.exists` and
 * `object.changed`. What we can't see, the store has to judge by itself.
 */
export function requireWritable(
  key: string,
  there: ObjectInfo | null | 'hidden',
  { forbidOverwrite, ifMatch }: ObjectOptions,
): void {
  if (forbidOverwrite && there !== null) {
    throw new AppError('object.exists', 'an object of this name exists', { key });
  }
  if (ifMatch === undefined || there === 'hidden') return;
  if (there === null || !isSameEtag(there.etag, ifMatch)) throw objectChanged(key, ifMatch);
}
