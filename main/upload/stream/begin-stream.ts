import { toAppError } from '../../base/app-error.ts';
import { noted } from '../../base/said.ts';
import type { ChecksumAlgorithm } from '../../model/checksum.ts';
import type { UploadRef } from '../../remote/object-store.ts';
import { beginOnce } from '../begin-once.ts';
import { existsAlready } from '../look-at-key.ts';
import type { KeySearch } from '../orphans.ts';
import { removeUpload } from '../remove-upload.ts';
import type { StreamRun } from './stream-run.ts';

/** A multipart upload on the server that waits for the parts of a stream. */
export interface StreamUpload extends UploadRef {
  readonly algorithm: ChecksumAlgorithm;
  /** The key held an object before, or we may not look. */
  readonly existedBefore: boolean;
}

/**
 * Begins the upload of a stream. When the stream is given up meanwhile, the answer is still waited for, some time: an
 * upload whose id nobody has heard could not be removed.
 */
export async function beginStream(run: StreamRun): Promise<StreamUpload> {
  const { store, target, options, signal } = run;
  const { key } = target;
  const existedBefore = options.forbidOverwrite ? false : await existsAlready(store, key, signal);
  const { uploadId, algorithm } = await beginOnce(searchOf(run), options, run.attempts, signal);
  return { key, uploadId, algorithm, existedBefore };
}

function searchOf({ store, target, clock, lateSignal, uploadIds, onNote, id }: StreamRun): KeySearch {
  return {
    store,
    clock,
    signal: lateSignal,
    transfer: { target },
    log: { uploadIds },
    note: (what, reason, note) => onNote(id, what, reason, note),
  };
}

/**
 * Removes the upload of a stream that has failed. What can't be removed, or not in time, is written down for the janitor.
 */
export async function abandonStream(run: StreamRun, upload: UploadRef): Promise<void> {
  const { store, target, clock, loose, lateSignal } = run;
  const { uploadId } = upload;
  try {
    await removeUpload(store, { key: target.key, uploadId }, clock, lateSignal);
    loose.remove(target, uploadId);
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    const reason = `upload ${uploadId} could not be removed: ${message}`;
    run.onNote(run.id, 'uploadLeft', reason, noted('uploadLeft', { uploadId, code }));
    loose.add({ target, uploadId, reason: 'left' });
  }
}
