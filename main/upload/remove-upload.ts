import { AppError, toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { ObjectStore, UploadRef } from '../remote/object-store.ts';
import { pauseBefore } from './pause-before.ts';

const mostAttempts = 8;

/**
 * Removes an upload and its parts, and repeats until the server says that it is gone: a part that was in flight may
 * arrive after the first removal and would be billed for ever.
 */
export async function removeUpload(
  store: ObjectStore,
  upload: UploadRef,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    await store.abandon(upload, signal);
    try {
      await store.listParts(upload, 0, signal);
    } catch (thrown) {
      if (toAppError(thrown).code === 'upload.gone') return;
      throw thrown;
    }
    await pauseBefore(attempt, clock, signal);
  }
  throw new AppError('remote.conflict', 'the server still lists an upload after it was removed', {
    key: upload.key,
    uploadId: upload.uploadId,
    attempts: mostAttempts,
  });
}
