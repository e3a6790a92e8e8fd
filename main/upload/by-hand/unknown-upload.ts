import { AppError, type Facts, toAppError } from '../../base/app-error.ts';
import type { UploadRef } from '../../remote/object-store.ts';

/** An id that the server does not know; `facts` say what is there instead. */
export function unknownUpload({ key, uploadId }: UploadRef, facts: Facts = {}): AppError {
  const message = `there is no unfinished upload ${uploadId} of ${key}`;
  return new AppError('upload.unknown', message, { key, uploadId, ...facts });
}

/** What a call about an upload throws when the server has no such upload; anything else as it is. */
export function asUnknown(thrown: unknown, upload: UploadRef): unknown {
  return toAppError(thrown).code === 'upload.gone' ? unknownUpload(upload) : thrown;
}
