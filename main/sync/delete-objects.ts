import { type AppError, toAppError } from '../base/app-error.ts';
import { breathe, forEachParallel } from '../base/async.ts';
import type { KnownFile } from '../model/known-file.ts';
import { isBlocking } from './after-failure.ts';
import type { FolderRun } from './folder-run.ts';
import type { DeletedObjects, DeleteListener } from './folder-sync.ts';
import { objectOf } from './known-object.ts';

const pageSize = 500;

/** See `FolderSync.deleteObjects`. */
export async function deleteObjects(
  run: FolderRun,
  listener: DeleteListener,
  signal: AbortSignal,
): Promise<DeletedObjects> {
  const { folder, store, access } = run;
  const counts = { deleted: 0, changed: 0, failed: 0 };
  /** What the whole bucket refuses; requests under way come to their own end, so that nothing is left in doubt. */
  let blocking: AppError | null = null;

  /** Before the request: one whose answer never came may have deleted the object, and then nothing may stand for it. */
  function forget(path: string): void {
    store.batch(() => {
      store.known.forget(folder.id, path);
      store.actions.clear(folder.id, path);
      run.solve(path);
    });
  }

  async function remove(known: KnownFile, partSignal: AbortSignal): Promise<void> {
    if (blocking) return;
    const { path, key } = known;
    forget(path);
    try {
      await run.remove(access, objectOf(known), partSignal);
      run.journal(path, 'delete', { code: 'deleted', facts: { key } });
      counts.deleted += 1;
    } catch (thrown) {
      partSignal.throwIfAborted();
      const error = toAppError(thrown);
      if (error.code === 'object.changed') {
        const reason = { code: 'object-changed', facts: { key } } as const;
        run.journal(path, 'forget', reason);
        listener.left(path, reason);
        counts.changed += 1;
      } else {
        // Refused, so that it is still there.
        store.known.put(folder.id, known);
        if (isBlocking(error)) {
          blocking = error;
          return;
        }
        listener.left(path, { code: 'failed', facts: { code: error.code } });
        counts.failed += 1;
      }
    }
    listener.counted({ ...counts });
  }

  await run.cancelLeft(
    access,
    folder.id,
    () => false,
    async () => {},
    signal,
  );
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const files = store.known.page(folder.id, after, pageSize);
    if (files.length === 0) return counts;
    await forEachParallel(files, run.parallel, remove, signal);
    if (blocking) throw blocking;
    after = files.at(-1)?.path ?? null;
    await breathe();
  }
}
