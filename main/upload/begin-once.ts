import { toAppError } from '../base/app-error.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { BegunUpload } from '../remote/object-store.ts';
import { type KeySearch, listPending, removeOrphans } from './orphans.ts';
import { pauseBefore } from './pause-before.ts';

/**
 * Begins an upload, and repeats a begin whose answer was lost, after removing what it has left. `stop` ends it between two
 * attempts; the signal of the search ends it at once, and may leave an upload whose id nobody has heard.
 */
export async function beginOnce(
  search: KeySearch,
  options: ObjectOptions,
  attempts: number,
  stop: AbortSignal,
): Promise<BegunUpload> {
  const { store, clock, signal, transfer } = search;
  const before = await listPending(search);
  const others = before?.map(upload => upload.uploadId) ?? [];
  for (let attempt = 1; ; attempt += 1) {
    stop.throwIfAborted();
    try {
      return await store.begin(transfer.target.key, options, signal);
    } catch (thrown) {
      const now = before && toAppError(thrown).reaction === 'retry' ? await listPending(search) : null;
      if (now) await removeOrphans(search, now, others);
      if (toAppError(thrown).reaction !== 'retry' || attempt >= attempts) throw thrown;
      await pauseBefore(attempt, clock, stop);
    }
  }
}
