import { type AppError, isAbort, toAppError, toErrorRecord } from '../base/app-error.ts';
import { staleSince } from '../plan/up-to-date.ts';
import type { Coverage } from '../watch/folder-watcher.ts';
import type { Look } from '../watch/walk.ts';
import type { Bell } from './bell.ts';
import { carryOutDeletes } from './carry-out-deletes.ts';
import { checkRoot } from './check-root.ts';
import type { FolderRun } from './folder-run.ts';
import { folderState } from './folder-state.ts';
import { lookFor } from './look-for.ts';
import { contextOf } from './plan-context.ts';
import { cancelLeft } from './run-folder.ts';
import { everything, scan, walkSetup } from './scan.ts';
import type { Settling } from './settling.ts';
import { momentOf, takeListing } from './take-listing.ts';
import { createWork } from './work.ts';

/** What a watch keeps for those who ask. */
export interface Watch {
  coverage: Coverage | null;
}

/** The longest sleep between two looks at what is due: stale alarms and retries are no more exact than that. */
const longestWaitMs = 30_000;
/** After trouble with the folder as a whole, the next try is this far away. */
const firstPauseMs = 2_000;
const longestPauseMs = 60_000;
/** What comes within so short a time is looked at together. */
const turnMs = 250;
/** Problems looked at again in one go. */
const retryBatch = 500;
/** A folder that was not compared for long when the watch begins is given so long before the alarm. */
const staleGraceMs = 600_000;
/** A folder that ought to be up to date and is not is compared as a whole no more often than this. */
const recheckMs = 60_000;

/**
 * Keeps a folder up until the signal fires: changes are looked at as the watcher tells of them, everything is scanned at the start, on the
 * folder's schedule, and whenever the watcher has lost something. What keeps the folder as a whole from being synced, such as a drive that
 * was pulled out, is told and waited out.
 */
export async function watchFolder(
  told: FolderRun,
  bell: Bell,
  settling: Settling,
  watch: Watch,
  signal: AbortSignal,
): Promise<void> {
  const { clock, folder } = told;
  const pending: Look[] = [];
  const full = { isDue: true };
  const { quietMs, patienceMs } = folder.settings;
  let pauseMs = firstPauseMs;
  let lost: AppError | null = null;
  const stale = { toldAtMs: clock.now() - Math.max(0, folder.settings.staleMs - staleGraceMs) };
  const onProgress = () => {
    pauseMs = firstPauseMs;
    if (lost) told.emit({ type: 'rootBack' });
    lost = null;
  };
  const run: FolderRun = {
    ...told,
    emit(event) {
      // A scan of an hour must not keep from being told that files go up again.
      if (event.type === 'ended') onProgress();
      told.emit(event);
    },
  };
  while (!signal.aborted) {
    try {
      const rootIdentity = await checkRoot(run);
      // Whether a store is there again, only what is done in it can tell.
      if (lost && isAboutRoot(lost)) onProgress();
      const watcher = run.openWatcher(
        { ...walkSetup(run), quietMs, patienceMs },
        {
          onSettled(looks) {
            pending.push(...looks);
            bell.ring();
          },
          onCoverage(coverage) {
            // Also once it is live at first: what changed before, behind the first scan's back, was not heard.
            const isOther = coverage.mode !== (watch.coverage?.mode ?? 'scheduled');
            const isMissed = coverage.overflows > (watch.coverage?.overflows ?? 0);
            if (isOther || isMissed) full.isDue = true;
            watch.coverage = coverage;
            run.emit({ type: 'watching', coverage });
            bell.ring();
          },
        },
      );
      try {
        await follow(run, bell, settling, { pending, full, rootIdentity, stale, onProgress }, signal);
      } finally {
        await watcher.close();
        watch.coverage = null;
      }
    } catch (thrown) {
      if (signal.aborted || isAbort(thrown)) return;
      const error = toAppError(thrown);
      if (error.code === 'bug') throw thrown;
      if (lost?.code !== error.code) run.emit({ type: 'rootLost', error: toErrorRecord(error) });
      lost = error;
      full.isDue = true;
      tellStale(run, stale);
      await clock.sleep(pauseMs, signal).catch(() => {});
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }
  }
}

/** Whether a look at the root tells when it is over. */
function isAboutRoot({ code }: AppError): boolean {
  return code.startsWith('folder.');
}

interface Following {
  readonly pending: Look[];
  readonly full: { isDue: boolean };
  readonly rootIdentity: string;
  /** When the alarm was raised last, or the watch began. */
  readonly stale: { toldAtMs: number };
  /** To be called when nothing keeps the folder from being synced. */
  readonly onProgress: () => void;
}

/** Follows changes while the root stays; the work goes on beside the looks, for a large upload must not hold up a small change. */
async function follow(
  run: FolderRun,
  bell: Bell,
  settling: Settling,
  { pending, full, rootIdentity, stale, onProgress }: Following,
  outer: AbortSignal,
): Promise<void> {
  const { folder, store, clock } = run;
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const rings = bell.listen();
  const work = createWork(run, bell, () => true);
  let blocked: unknown = null;
  const working = work.untilQuiet(signal).catch((thrown: unknown) => {
    blocked = thrown;
    stop.abort();
  });
  let nextFullAtMs = 0;
  const doneBefore = doneBy(run);
  let wasUpToDate = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const isFull = full.isDue || clock.now() >= nextFullAtMs;
      if (isFull) {
        full.isDue = false;
        pending.length = 0;
        await scanAll(run, bell, settling, rootIdentity, signal);
        settling.dropGiven();
        nextFullAtMs = clock.now() + folder.settings.rescanMs;
      } else {
        const looks = [...pending.splice(0), ...settling.due(clock.now()), ...dueProblems(run)];
        if (looks.length > 0) await look(run, looks, settling, bell, signal);
        settling.dropGiven();
      }
      const nextDeleteAtMs =
        store.actions.count(folder.id, 'copy') > 0 ? null : await carryOutDeletes(run, signal);
      if (doneBy(run) > doneBefore || store.actions.earliestDue(folder.id) === null) onProgress();
      // Every full comparison has its date, also where it finds nothing new.
      wasUpToDate = tellUpToDate(run, settling, wasUpToDate && !isFull);
      if (!wasUpToDate && isQuiet(run, settling)) {
        nextFullAtMs = Math.min(
          nextFullAtMs,
          (store.folders.find(folder.id)?.lastScan?.endedAtMs ?? 0) + recheckMs,
        );
      }
      tellStale(run, stale);
      const next = [nextFullAtMs, settling.nextAtMs, nextDeleteAtMs].filter(at => at !== null);
      const waitMs = Math.min(longestWaitMs, ...next.map(at => at - clock.now()));
      if (pending.length === 0) await rings.wait(Math.max(1, waitMs), signal);
      await clock.sleep(turnMs, signal);
    }
  } catch (thrown) {
    throw blocked !== null && !outer.aborted ? blocked : thrown;
  } finally {
    stop.abort();
    bell.ring();
    await working;
  }
}

async function scanAll(
  run: FolderRun,
  bell: Bell,
  settling: Settling,
  rootIdentity: string,
  signal: AbortSignal,
): Promise<void> {
  const { folder, store, clock } = run;
  await checkRoot(run);
  const isFirstContact = store.folders.find(folder.id)?.listedAtMs === null;
  const begun = momentOf(clock);
  const listing = isFirstContact ? await takeListing(run, signal) : null;
  try {
    const figures = await scan(
      run,
      everything,
      contextOf(run, settling, listing && { listing, begun }),
      bell.ring,
      signal,
    );
    store.folders.setScan(folder.id, figures, rootIdentity);
    if (listing) store.folders.setListed(folder.id, clock.now());
    await cancelLeft(run, signal);
  } finally {
    listing?.close();
  }
}

async function look(
  run: FolderRun,
  looks: readonly Look[],
  settling: Settling,
  bell: Bell,
  signal: AbortSignal,
): Promise<void> {
  await scan(run, looks, contextOf(run, settling, null), bell.ring, signal);
}

/** Files that failed and whose time to be tried again has come. */
function dueProblems({ folder, store, clock }: FolderRun): readonly Look[] {
  const now = clock.now();
  return store.problems.due(folder.id, now, retryBatch).map(problem => {
    // Not again before the look has said what became of it.
    store.problems.put(folder.id, { ...problem, retryAtMs: now + longestPauseMs });
    return lookFor(problem);
  });
}

function isQuiet({ folder, store }: FolderRun, settling: Settling): boolean {
  return (
    settling.size === 0 &&
    store.actions.totals(folder.id).actions === 0 &&
    store.problems.totals(folder.id).failed === 0
  );
}

function tellUpToDate(run: FolderRun, settling: Settling, wasUpToDate: boolean): boolean {
  const { folder, store, clock } = run;
  const before = folderState(run, null, settling.size);
  if (!before.isUpToDate) return false;
  if (wasUpToDate) return true;
  store.folders.setUpToDate(folder.id, clock.now());
  run.emit({ type: 'upToDate', state: folderState(run, null) });
  return true;
}

/** How much a run has done in the bucket. */
function doneBy({ tally }: FolderRun): number {
  const { uploaded, adopted, copied, appendedBytes, deleted, conflicts } = tally;
  return uploaded + adopted + copied + appendedBytes + deleted + conflicts;
}

/** Once for each span of the alarm's. */
function tellStale({ folder, store, clock, emit }: FolderRun, stale: { toldAtMs: number }): void {
  const record = store.folders.find(folder.id);
  const now = clock.now();
  const { createdAtMs, settings } = folder;
  const { staleMs } = settings;
  const sinceMs = staleSince({ upToDateAtMs: record?.upToDateAtMs ?? null, createdAtMs, staleMs }, now);
  if (sinceMs === null || now - stale.toldAtMs < staleMs) return;
  emit({ type: 'stale', sinceMs });
  stale.toldAtMs = now;
}
