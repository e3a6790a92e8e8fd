import type { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { type OpenDirectoryWatch, openDirectoryWatch } from './directory-watch.ts';
import type { Coverage, FolderWatcher, WatcherHooks, WatcherSetup } from './folder-watcher.ts';
import { openRecursiveWatch } from './recursive-watch.ts';
import { createSettle } from './settle.ts';
import type { Look, Walker } from './walk.ts';
import { createWalker } from './walker.ts';
import { limitWarning, readWatchLimits, type WatchLimits } from './watch-limits.ts';
import { openWatchSession, type WatchSession } from './watch-session.ts';

/** What a watcher works with; each has a usual one. */
export interface WatcherParts {
  /** Shared with others, and left open. */
  readonly walker: Walker;
  readonly openWatch: OpenDirectoryWatch;
  readonly limits: WatchLimits;
}

/** After a loss it is tried again so much later; each further time doubles it, up to the last. */
const firstRetryMs = 5_000;
const lastRetryMs = 300_000;

/** What settles within so long is told together. */
const tellingMs = 100;

const isRecursiveHere = process.platform === 'darwin' || process.platform === 'win32';

/** Begins to watch; `hooks.onCoverage` tells when it is live. */
export function openFolderWatcher(
  setup: WatcherSetup,
  hooks: WatcherHooks,
  clock: Clock,
  parts: Partial<WatcherParts> = {},
): FolderWatcher {
  const { openWatch = isRecursiveHere ? openRecursiveWatch : openDirectoryWatch } = parts;
  const limits = parts.limits ?? readWatchLimits();
  const walker = parts.walker ?? createWalker();
  const settle = createSettle(setup);
  const { quietMs: _, patienceMs: __, ...walkSetup } = setup;
  let session: WatchSession | null = null;
  let reason: AppError | null = null;
  let found = 0;
  let overflows = 0;
  let isLive = false;
  let liveSinceMs = 0;
  let retryMs = firstRetryMs;
  let retry: { stop(): void } | null = null;
  let telling: { stop(): void } | null = null;
  let isClosed = false;

  function coverage(): Coverage {
    // While it is tried again, what was found before counts until more is.
    const directoriesFound = isLive
      ? (session?.directoriesFound ?? found)
      : Math.max(found, session?.directoriesFound ?? 0);
    const warning = isLive ? limitWarning(directoriesFound, limits) : null;
    return {
      directoriesFound,
      directoriesWatched: session?.directoriesWatched ?? 0,
      overflows,
      mode: isLive ? 'live' : 'scheduled',
      reason,
      ...(warning && { warning }),
    };
  }

  function start(): void {
    retry = null;
    session = openWatchSession(
      { setup: walkSetup, walker, openWatch, limits, clock },
      {
        onLook: note,
        onLive() {
          isLive = true;
          liveSinceMs = clock.monotonic();
          reason = null;
          hooks.onCoverage(coverage());
        },
        onOverflow() {
          overflows += 1;
        },
        onLost,
      },
    );
  }

  function onLost(error: AppError): void {
    if (isClosed) return;
    // One that was live for long has nothing to do with the losses before it.
    if (isLive && clock.monotonic() - liveSinceMs >= lastRetryMs) retryMs = firstRetryMs;
    found = session?.directoriesFound ?? found;
    session = null;
    isLive = false;
    reason = error;
    retry = clock.after(retryMs, start);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
    hooks.onCoverage(coverage());
  }

  function note(look: Look): void {
    settle.add(look, clock.monotonic());
    tellLater();
  }

  function tellLater(): void {
    if (telling || isClosed) return;
    const nextMs = settle.nextMs();
    if (nextMs === null) return;
    telling = clock.after(Math.max(tellingMs, nextMs - clock.monotonic()), () => {
      telling = null;
      const looks = settle.take(clock.monotonic());
      if (looks.length > 0) hooks.onSettled(looks);
      tellLater();
    });
  }

  start();
  return {
    get coverage() {
      return coverage();
    },
    get settling() {
      return settle.size;
    },
    expect: note,
    async close() {
      isClosed = true;
      retry?.stop();
      telling?.stop();
      await session?.close();
      if (!parts.walker) await walker.close();
    },
  };
}
