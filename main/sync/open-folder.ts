import { AppError, isAbort } from '../base/app-error.ts';
import { lookAtRoot, writeMarker } from '../watch/root.ts';
import { createBell } from './bell.ts';
import { deleteObjects } from './delete-objects.ts';
import { createFolderRun, type FolderRun } from './folder-run.ts';
import { folderState } from './folder-state.ts';
import type { FolderEvent, FolderSync, FolderWish, SyncResult } from './folder-sync.ts';
import { keepDeleted } from './keep-deleted.ts';
import { createPauseGate } from './pause-gate.ts';
import { restoreTrash } from './restore-trash.ts';
import { runFolder } from './run-folder.ts';
import { createSettling } from './settling.ts';
import type { SyncTools } from './sync-tools.ts';
import { verifyFolder } from './verify-folder.ts';
import { type Watch, watchFolder } from './watch-folder.ts';

/** Claims a folder and gives it its calls, which follow one another. Throws as `FolderSyncs.openFolder` does. */
export function openFolder(
  wish: FolderWish & { readonly root: string },
  tools: SyncTools,
  onEvent: (event: FolderEvent) => void,
): FolderSync {
  const { store, clock } = tools;
  const { root, access, prefix, settings } = wish;
  const { record, modeBefore } = store.folders.claim({ root, address: access.address, prefix, settings });
  const { id } = record.folder;
  let last: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();
  let closed: Promise<void> | null = null;
  const bell = createBell(clock);
  const settling = createSettling();
  const watch: Watch = { coverage: null };
  const gate = createPauseGate(id, store.folders, clock, onEvent);
  const becameMirror = settings.mode === 'mirror' && modeBefore === 'upload-only';
  const newRun = () => createFolderRun(record.folder, access, tools, onEvent, becameMirror);
  const idleRun = newRun();

  /** One call at a time; `close` ends it. */
  function inTurn<T>(
    signal: AbortSignal,
    task: (run: FolderRun, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const either = AbortSignal.any([signal, closing.signal]);
    const mine = last.then(() => task(newRun(), either));
    last = mine.catch(() => {});
    return mine;
  }

  /** Goes on after each pause; a stop by the signal is an end like any other. */
  async function untilOver(
    run: FolderRun,
    signal: AbortSignal,
    task: (signal: AbortSignal) => Promise<void>,
  ): Promise<SyncResult> {
    try {
      await gate.whileOpen(task, signal);
    } catch (thrown) {
      if (!signal.aborted || !isAbort(thrown)) throw thrown;
    }
    return {
      ...run.tally,
      state: folderState(run, watch.coverage, settling.size),
      isStopped: signal.aborted,
    };
  }

  return {
    id,
    run: signal =>
      inTurn(signal, (run, either) => {
        if (gate.isPaused()) {
          throw new AppError('folder.paused', 'the folder is paused', { root, id });
        }
        return untilOver(run, either, inner => runFolder(run, bell, settling, inner));
      }),
    watch: signal =>
      inTurn(signal, (run, either) =>
        untilOver(run, either, inner => watchFolder(run, bell, settling, watch, inner)),
      ),
    verify: (verifyWish, signal, listener) =>
      inTurn(signal, (run, either) => verifyFolder(run, verifyWish, either, listener)),
    deleteObjects: (listener, signal) =>
      inTurn(signal, (run, either) => deleteObjects(run, listener, either)),
    restoreTrash: (match, signal) => inTurn(signal, (run, either) => restoreTrash(run, match, either)),
    state: () => folderState(idleRun, watch.coverage, settling.size),
    pause: () => gate.set(true),
    resume: () => gate.set(false),
    agreeToDeletes(count) {
      store.folders.setAgreedDeletes(id, count);
      bell.ring();
    },
    keepDeleted: () => keepDeleted(id, store, clock),
    async renewMarker() {
      const { identity } = await lookAtRoot(root);
      await writeMarker(root, id);
      store.folders.setRootIdentity(id, identity);
    },
    close() {
      closed ??= (async () => {
        closing.abort();
        await last;
        store.folders.release(id);
      })();
      return closed;
    },
  };
}
