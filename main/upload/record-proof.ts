import type { Checksum } from '../model/checksum.ts';
import type { StoredObject } from '../remote/object-store.ts';
import type { Run } from './run.ts';
import { comparableValue } from './verify.ts';

/** Ends a transfer as `done` with its proof; the store's word has been compared and is equal. */
export function recordProof(run: Run, ours: Checksum, stored: StoredObject): void {
  run.change({
    type: 'proven',
    proof: {
      size: run.transfer.source.size,
      ours,
      theirs: comparableValue(ours, stored) ?? '',
      etag: stored.etag,
      requestId: stored.requestId,
      versionId: stored.versionId,
      provenAtMs: run.clock.now(),
      callback: stored.callback ?? null,
    },
  });
}
