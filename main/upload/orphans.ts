import { toAppError } from '../base/app-error.ts';
import { noted } from '../base/said.ts';
import type { Transfer } from '../model/transfer.ts';
import type { PendingUpload } from '../remote/object-store.ts';
import { eachUpload } from '../remote/paging.ts';
import type { TransferLog } from '../store/transfer-log.ts';
import { removeUpload } from './remove-upload.ts';
import type { Run } from './run.ts';

/** What looking for uploads of one key takes; a `Run` is one. */
export interface KeySearch extends Pick<Run, 'store' | 'clock' | 'signal' | 'note'> {
  readonly transfer: Pick<Transfer, 'target'>;
  readonly log: Pick<TransferLog, 'uploadIds'>;
}

/** Unfinished uploads of exactly this key, ours and others'; null when we are not allowed to ask. */
export async function listPending(run: KeySearch): Promise<readonly PendingUpload[] | null> {
  const { store, transfer, signal } = run;
  const { key } = transfer.target;
  const found: PendingUpload[] = [];
  try {
    // Keys come in order, and the key itself is the first of all that begin with it.
    for await (const upload of eachUpload(store, key, signal)) {
      if (upload.key !== key) break;
      found.push(upload);
    }
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code !== 'remote.denied' && code !== 'remote.unsupported') throw thrown;
    return null;
  }
  return found;
}

/**
 * Removes what a begin without an answer has left: an upload of this key that was not there before it, that no record of
 * ours knows, and that holds no part. Everything else may be somebody else's and is left alone.
 */
export async function removeOrphans(
  run: KeySearch,
  pending: readonly PendingUpload[],
  before: readonly string[],
): Promise<void> {
  const { store, transfer, log, clock, signal } = run;
  const known = new Set([...before, ...log.uploadIds(transfer.target)]);
  for (const upload of pending) {
    if (known.has(upload.uploadId)) continue;
    const { parts } = await store.listParts(upload, 0, signal);
    if (parts.length > 0) continue;
    await removeUpload(store, upload, clock, signal);
    const { uploadId } = upload;
    const reason = `upload ${uploadId} was begun, but its answer never arrived`;
    run.note('orphanRemoved', reason, noted('orphanRemoved', { uploadId }));
  }
}
