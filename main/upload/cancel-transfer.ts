import { uploadOf } from '../model/transfer.ts';
import { listPending, removeOrphans } from './orphans.ts';
import { removeUpload } from './remove-upload.ts';
import type { Run } from './run.ts';

/** Ends a transfer that is not running for good. Resolves when the server holds none of its parts any more. */
export async function cancelTransfer(run: Run): Promise<void> {
  const { transfer, store, log, clock, signal } = run;
  const upload = uploadOf(transfer.state);
  if (upload) {
    await removeUpload(store, { key: transfer.target.key, uploadId: upload.uploadId }, clock, signal);
  }
  const expected = log.expectedUpload(transfer.id);
  const pending = expected && (await listPending(run));
  if (pending) await removeOrphans(run, pending, expected);
  await run.change({ type: 'cancelled' });
}
