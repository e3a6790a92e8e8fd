import { AppError } from '../base/app-error.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { ObjectStore } from './object-store.ts';

/** Whether a write is refused for what the key holds, so that a repeat may meet the object of its first try. */
export function isConditional({
  forbidOverwrite,
  ifMatch,
}: Pick<ObjectOptions, 'forbidOverwrite' | 'ifMatch'>): boolean {
  return forbidOverwrite === true || ifMatch !== undefined;
}

/** Stores give the same ETag in either case. */
export function isSameEtag(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The key holds something else than the object with this ETag, or nothing. */
export function objectChanged(key: string, etag: string, cause?: unknown): AppError {
  return new AppError(
    'object.changed',
    'the key no longer holds the object that was meant',
    { key, etag },
    cause,
  );
}

/** Throws `object.changed` unless the key holds the object with this ETag. */
export async function requireEtag(
  head: ObjectStore['head'],
  key: string,
  etag: string,
  signal: AbortSignal,
): Promise<void> {
  const info = await head(key, signal);
  if (info === null || !isSameEtag(info.etag, etag)) throw objectChanged(key, etag);
}

/** Removes the object with this ETag for a store without such a condition: the key is looked at right before. */
export async function deleteLooked(
  store: Pick<ObjectStore, 'head' | 'delete'>,
  key: string,
  etag: string,
  signal: AbortSignal,
): Promise<void> {
  const info = await store.head(key, signal);
  if (info === null) return;
  if (!isSameEtag(info.etag, etag)) throw objectChanged(key, etag);
  await store.delete(key, signal);
}
