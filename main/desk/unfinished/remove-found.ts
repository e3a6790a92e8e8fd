import { AppError } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { Engine } from '../../engine.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { ObjectStore } from '../../remote/object-store.ts';
import { removeUpload } from '../../upload/remove-upload.ts';
import type { FoundUpload } from './found-upload.ts';

/** What removing works with. */
export interface Remover {
  readonly engine: Engine;
  readonly store: ObjectStore;
  readonly access: BucketAccess;
  readonly clock: Clock;
}

/**
 * Removes an upload with its parts, and what is recorded of it. One that a living process works on is `transfer.busy`
 * unless `isForced`: then its parts go, and that process finds out by itself.
 */
export async function removeFound(
  found: Pick<FoundUpload, 'key' | 'uploadId' | 'origin' | 'isLiving'>,
  isForced: boolean,
  { engine, store, access, clock }: Remover,
  signal: AbortSignal,
): Promise<void> {
  const { key, uploadId, origin, isLiving } = found;
  if (isLiving && !isForced) {
    const path = origin.from === 'transfer' ? origin.transfer.source.path : null;
    throw new AppError('transfer.busy', 'a living process works on this upload', { key, uploadId, path });
  }
  if (origin.from === 'transfer' && !isLiving) return engine.cancel(origin.transfer.id, access, signal);
  await removeUpload(store, { key, uploadId }, clock, signal);
  engine.loose.remove({ address: access.address, key }, uploadId);
}
