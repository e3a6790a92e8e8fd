import { type AppError, isAbort, toAppError } from '../base/app-error.ts';
import type { FolderScan } from '../model/folder.ts';
import { afterFailure } from './after-failure.ts';
import type { Bell } from './bell.ts';
import { carryOutDeletes } from './carry-out-deletes.ts';
import { checkRoot } from './check-root.ts';
import { clearUnrecorded } from './clear-unrecorded.ts';
import type { FolderRun } from './folder-run.ts';
import { folderState } from './folder-state.ts';
import { contextOf, type PlanContext } from './plan-context.ts';
import { everything, scan } from './scan.ts';
import type { Settling } from './settling.ts';
import { momentOf, takeListing } from './take-listing.ts';
import { createWork } from './work.ts';

/** Deletions that are still delayed are waited for in steps of at most so long, so that a stop is heard. */
const longestWaitMs = 60_000;
/** A folder whose files come and go all the time is scanned no more often than this in one run. */
const mostPasses = 3;

/**
 * One pass over a folder: the bucket is listed at first contact, everything is scanned and compared with what is known, what follows is
 * carried out meanwhile, and deletions come last. Where something that was seen had gone by the time it was its turn, all is
 * scanned once more. Ends when nothing is left to be done, and writes down whether the folder is up to date. Throws what keeps the folder as a whole from being synced.
 */
export async function runFolder(
  run: FolderRun,
  bell: Bell,
  settling: Settling,
  signal: AbortSignal,
): Promise<void> {
  const { folder, store, clock } = run;
  const rootIdentity = await checkRoot(run);
  const isFirstContact = store.folders.find(folder.id)?.listedAtMs === null;
  const begun = momentOf(clock);
  const listing = isFirstContact ? await takeListing(run, signal) : null;
  try {
    const context = contextOf(run, settling, listing && { listing, begun });
    for (let pass = 1; ; pass += 1) {
      run.sight.isOld = false;
      const full = await scanAndWork(run, bell, context, signal);
      store.folders.setScan(folder.id, full, rootIdentity);
      if (!run.sight.isOld || pass === mostPasses) break;
    }
    if (listing) store.folders.setListed(folder.id, clock.now());
    await cancelLeft(run, signal);
    await untilDeletesAreDone(run, bell, signal);
  } finally {
    listing?.close();
  }
  const state = folderState(run, null, settling.size);
  if (!state.isUpToDate) return;
  store.folders.setUpToDate(folder.id, clock.now());
  run.emit({ type: 'upToDate', state: folderState(run, null) });
}

/**
 * Takes away what files that are gone, or no longer to be sent, have left unfinished; one that failed may go on from there. In a mirrored
 * folder that includes an object that was stored without an answer; one that can't go is listed.
 */
export async function cancelLeft(run: FolderRun, signal: AbortSignal): Promise<void> {
  const { folder, store, access } = run;
  const isWanted = (path: string) => {
    const action = store.actions.find(folder.id, path);
    const isPlanned = action !== null && action.do !== 'delete';
    return isPlanned || store.problems.find(folder.id, path)?.weight === 'failed';
  };
  const clear = async (path: string) => {
    try {
      await clearUnrecorded(run, path, signal);
    } catch (thrown) {
      if (!signal.aborted) tellLeft(run, path, toAppError(thrown));
      throw thrown;
    }
  };
  await run.cancelLeft(access, folder.id, isWanted, clear, signal);
}

/** Lists what a file that is gone has left and what can't be taken away, unless that passes by itself. */
function tellLeft(run: FolderRun, path: string, error: AppError): void {
  const next = afterFailure(error, 1, 0);
  if (next.is !== 'listed') return;
  run.report(path, error, 'failed', next.inMs === null ? null : run.clock.now() + next.inMs);
}

/** Scans and carries out side by side, until everything seen has settled and is done. Resolves with the figures of the scan. */
async function scanAndWork(
  run: FolderRun,
  bell: Bell,
  context: PlanContext,
  signal: AbortSignal,
): Promise<FolderScan> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  let isScanning = true;
  const work = createWork(run, bell, () => isScanning).untilQuiet(either);
  // Heard at once: a scan of an hour has no use for keys that were refused.
  work.catch(() => stop.abort());
  try {
    const full = await scan(run, everything, context, bell.ring, either);
    // What an earlier run had begun to look at again, and this scan did not meet, is gone.
    context.settling.dropGiven();
    await lookAgain(run, context, bell, either);
    isScanning = false;
    bell.ring();
    await work;
    return full;
  } catch (thrown) {
    stop.abort();
    bell.ring();
    await work.catch(blocked => {
      if (!isAbort(blocked)) throw blocked;
    });
    throw thrown;
  }
}

/** Looks at files that were still being written once they rest, as often as it takes. */
async function lookAgain(
  run: FolderRun,
  context: PlanContext,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = run;
  const { settling } = context;
  for (let nextAtMs = settling.nextAtMs; nextAtMs !== null; nextAtMs = settling.nextAtMs) {
    const waitMs = nextAtMs - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    const looks = settling.due(clock.now());
    if (looks.length > 0) await scan(run, looks, context, bell.ring, signal);
    if (settling.dropGiven() > 0) run.sight.isOld = true;
  }
}

async function untilDeletesAreDone(run: FolderRun, bell: Bell, signal: AbortSignal): Promise<void> {
  const { folder, store, clock } = run;
  const rings = bell.listen();
  let toldAtMs = 0;
  for (;;) {
    const nextAtMs = await carryOutDeletes(run, signal);
    if (nextAtMs === null) return;
    if (folder.settings.mode === 'mirror' && nextAtMs > toldAtMs) {
      toldAtMs = nextAtMs;
      const count = store.actions.count(folder.id, 'delete');
      run.emit({ type: 'deletesDelayed', count, untilMs: nextAtMs });
    }
    await rings.wait(Math.max(1, Math.min(longestWaitMs, nextAtMs - clock.now())), signal);
  }
}
