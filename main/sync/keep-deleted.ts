import type { Clock } from '../base/clock.ts';
import type { SyncStore } from '../store/sync-store.ts';
import { heldPath } from './held-path.ts';

const batchSize = 500;

/**
 * The objects of files that are gone stay, and the files are known no more. Returns how many there were; what a crash cuts short is asked about again.
 */
export function keepDeleted(folderId: string, store: SyncStore, clock: Clock): number {
  let kept = 0;
  for (;;) {
    const actions = store.actions.list(folderId, 'delete', null, batchSize);
    if (actions.length === 0) break;
    store.batch(() => {
      for (const { path } of actions) {
        const key = store.known.find(folderId, path)?.key ?? null;
        store.known.forget(folderId, path);
        store.actions.clear(folderId, path);
        const reason = { code: 'kept-in-bucket', facts: { key } } as const;
        store.journal.add(folderId, { atMs: clock.now(), path, what: 'forget', reason });
      }
    });
    kept += actions.length;
  }
  store.problems.clear(folderId, heldPath);
  store.folders.setAgreedDeletes(folderId, 0);
  return kept;
}
