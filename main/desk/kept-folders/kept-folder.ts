import { AppError, isAbort, toAppError } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Engine } from '../../engine.ts';
import type { Folder } from '../../model/folder.ts';
import type { FolderEvent, FolderSync, FolderWish } from '../../sync/folder-sync.ts';
import type { Accesses } from '../accesses.ts';
import { afterEvent, afterFailure, atRest, atWatch, type LiveFolder, startingFolder } from './live-folder.ts';
import { isAboutRoot, toSend } from './standing.ts';

export interface KeptFolderSetup {
  readonly engine: Engine;
  readonly accesses: Accesses;
  readonly clock: Clock;
  readonly log: Log;
  readonly isAllPaused: () => boolean;
  readonly onChange: () => void;
}

/** One folder that is kept watched for as long as the program runs. */
export interface KeptFolder {
  live(): LiveFolder;
  /** Nothing waits to be sent: what was sent so far counts no more. */
  rest(): void;
  /** A full scan now; what kept the folder from being opened is tried again at once. */
  rescan(): void;
  /** Opens the folder anew, with the keys that its account has now. */
  reopen(): void;
  /** Runs work between two watches: what the folder does follows one another. Rejects with `request.stopped` when the folder is given up. */
  between<T>(work: (folder: FolderSync, signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Resolves when the folder is given up. */
  close(): Promise<void>;
}

interface Errand {
  readonly run: (folder: FolderSync, signal: AbortSignal) => Promise<unknown>;
  readonly fail: (thrown: unknown) => void;
}

/** Pauses before a folder that could not be opened is tried again. */
const firstPauseMs = 1_000;
const longestPauseMs = 5 * 60_000;
/** For what costs no more than a look, and ends when somebody puts in a drive or quits another program. */
const longestLookMs = 30_000;
/** After so long without news it is looked whether anything still waits. */
const restMs = 500;

export function keepFolder(folder: Folder, setup: KeptFolderSetup): KeptFolder {
  const { engine, accesses, clock, log, isAllPaused, onChange } = setup;
  const closing = new AbortController();
  const errands: Errand[] = [];
  let live = startingFolder;
  let opened: FolderSync | null = null;
  /** Ends what goes on now: a watch, or a pause before the next try. */
  let poke = new AbortController();
  let isToReopen = false;
  const resting = clock.after(restMs, lookAtRest);

  function setLive(next: LiveFolder): void {
    if (next === live) return;
    live = next;
    onChange();
  }

  function lookAtRest(): void {
    try {
      if (opened !== null && toSend(opened.state()).files === 0) setLive(atRest(live));
    } catch (thrown) {
      // A record that can't be read now is read with the next look.
      log.warn('a folder could not be looked at', { folder: folder.id, error: thrown });
    }
  }

  function hear(event: FolderEvent): void {
    setLive(afterEvent(live, event));
    if (event.type === 'ended' || event.type === 'problem' || event.type === 'scanned') resting.restart();
  }

  async function open(): Promise<FolderSync> {
    const { root, address, prefix, settings } = folder;
    const access = await accesses.reopen(address, settings.account);
    const wish: FolderWish = { root, access, prefix, settings };
    return await engine.openFolder(wish, hear);
  }

  /** Watches, and runs errands in between, until the folder is to be opened anew or given up. */
  async function stay(sync: FolderSync): Promise<void> {
    while (!closing.signal.aborted && !isToReopen) {
      const errand = errands.shift();
      if (errand) {
        await errand.run(sync, closing.signal);
        continue;
      }
      poke = new AbortController();
      const signal = AbortSignal.any([closing.signal, poke.signal]);
      setLive(atWatch(live));
      if (isAllPaused()) await untilAborted(signal);
      else await sync.watch(signal);
    }
  }

  /** Whether the folder could be opened and was watched to the end; else it is told what was in the way. */
  async function keepOnce(): Promise<boolean> {
    isToReopen = false;
    // From here on a poke means the next try.
    poke = new AbortController();
    try {
      opened = await open();
      setLive(atWatch(live));
      await stay(opened);
      return true;
    } catch (thrown) {
      if (closing.signal.aborted && isAbort(thrown)) return true;
      log.warn('a folder could not be kept', { folder: folder.id, error: thrown });
      setLive(afterFailure(live, thrown));
      for (const { fail } of errands.splice(0)) fail(thrown);
      return false;
    } finally {
      await giveUp();
    }
  }

  async function keep(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (!closing.signal.aborted) {
      if (await keepOnce()) {
        pauseMs = firstPauseMs;
        setLive({ ...startingFolder, coverage: live.coverage });
        continue;
      }
      await clock.sleep(pauseMs, AbortSignal.any([closing.signal, poke.signal])).catch(() => {});
      const longestMs = isCheap(live) ? longestLookMs : longestPauseMs;
      pauseMs = poke.signal.aborted ? firstPauseMs : Math.min(longestMs, pauseMs * 2);
    }
    resting.stop();
    for (const { fail } of errands.splice(0)) fail(givenUp(folder));
  }

  async function giveUp(): Promise<void> {
    const mine = opened;
    opened = null;
    try {
      await mine?.close();
    } catch (thrown) {
      log.warn('a folder could not be given up', { folder: folder.id, error: toAppError(thrown) });
    }
  }

  const kept = keep();

  return {
    live: () => live,
    rest: () => setLive(atRest(live)),
    rescan: () => poke.abort(),
    reopen() {
      isToReopen = true;
      poke.abort();
    },
    between<T>(work: (sync: FolderSync, signal: AbortSignal) => Promise<T>): Promise<T> {
      if (closing.signal.aborted) return Promise.reject(givenUp(folder));
      return new Promise<T>((resolve, reject) => {
        const run = async (sync: FolderSync, signal: AbortSignal) => {
          try {
            resolve(await work(sync, signal));
          } catch (thrown) {
            reject(signal.aborted && isAbort(thrown) ? givenUp(folder, thrown) : thrown);
          }
        };
        errands.push({ run, fail: reject });
        poke.abort();
      });
    },
    async close() {
      closing.abort();
      await kept;
    },
  };
}

function givenUp({ root }: Folder, cause?: unknown): AppError {
  return new AppError('request.stopped', 'the folder was given up', { path: root }, cause);
}

function isCheap({ error }: LiveFolder): boolean {
  return error !== null && (error.code === 'folder.busy' || isAboutRoot(error.code));
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
