import type { Clock } from '../base/clock.ts';
import type { BucketAddress } from '../model/target.ts';
import type { ObjectStore } from '../remote/object-store.ts';
import type { LooseUpload, LooseUploads } from '../store/loose-uploads.ts';
import { removeUpload } from './remove-upload.ts';

/** In passing only: whoever has left more asks for it (`longshore uploads`). */
const mostAtOnce = 10;
const patienceMs = 5_000;
/** After a look that found nothing left in a bucket, in ms: so long nobody looks again. */
const restMs = 1_000;

/**
 * Removes uploads that were left in a bucket because they could not be removed at the time, each at most once in a run of
 * the program. Takes seconds at most and never rejects: what can't be removed now either stays on the list.
 */
export type Tidying = (address: BucketAddress, store: ObjectStore, outer: AbortSignal) => Promise<void>;

export function createTidying(loose: LooseUploads, clock: Clock): Tidying {
  const tried = new Set<string>();
  /** By bucket, when a look found nothing left in it. */
  const cleanAtMs = new Map<string, number>();

  function leftIn({ kind, endpoint, bucket }: BucketAddress): readonly LooseUpload[] {
    const place = `${kind} ${endpoint} ${bucket}`;
    const now = clock.monotonic();
    if (now - (cleanAtMs.get(place) ?? -restMs) < restMs) return [];
    try {
      const left = loose.all().filter(({ target: { address }, uploadId, reason }) => {
        const isHere = address.kind === kind && address.endpoint === endpoint && address.bucket === bucket;
        return isHere && reason === 'left' && !tried.has(uploadId);
      });
      if (left.length === 0) cleanAtMs.set(place, now);
      return left;
    } catch {
      return [];
    }
  }

  async function remove(
    { target, uploadId }: LooseUpload,
    store: ObjectStore,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await removeUpload(store, { key: target.key, uploadId }, clock, signal);
      loose.remove(target, uploadId);
    } catch {
      // It stays on the list, and the others may go.
    }
  }

  return async (address, store, outer) => {
    const left = leftIn(address).slice(0, mostAtOnce);
    if (left.length === 0) return;
    const deadline = new AbortController();
    const patience = clock.after(patienceMs, () => deadline.abort());
    const signal = AbortSignal.any([outer, deadline.signal]);
    for (const upload of left) {
      if (signal.aborted) break;
      tried.add(upload.uploadId);
      await remove(upload, store, signal);
    }
    patience.stop();
  };
}
