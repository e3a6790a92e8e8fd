import { toAppError } from '../../base/app-error.ts';
import { type Note, noted } from '../../base/said.ts';
import type { ChecksumAlgorithm } from '../../model/checksum.ts';
import type { BegunUpload, UploadRef } from '../../remote/object-store.ts';
import { existsAlready } from '../exists-already.ts';
import { listPending, removeOrphans } from '../orphans.ts';
import { pauseBefore } from '../pause-before.ts';
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
  const { uploadId, algorithm } = await beginOnce(run);
  return { key, uploadId, algorithm, existedBefore };
}

/** Repeats a begin whose answer was lost, after removing what it has left. */
async function beginOnce(run: StreamRun): Promise<BegunUpload> {
  const { store, target, options, clock, attempts, lateSignal } = run;
  const search = {
    store,
    clock,
    signal: lateSignal,
    transfer: { target },
    log: { uploadIds: run.uploadIds },
    note: (what: string, reason: string, note: Note) => run.onNote(run.id, what, reason, note),
  };
  const before = await listPending(search);
  const others = before?.map(upload => upload.uploadId) ?? [];
  for (let attempt = 1; ; attempt += 1) {
    run.signal.throwIfAborted();
    try {
      return await store.begin(target.key, options, lateSignal);
    } catch (thrown) {
      const now = before && toAppError(thrown).reaction === 'retry' ? await listPending(search) : null;
      if (now) await removeOrphans(search, now, others);
      if (toAppError(thrown).reaction !== 'retry' || attempt >= attempts) throw thrown;
      await pauseBefore(attempt, clock, run.signal);
    }
  }
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
