/**
 * What crosses the border between the engine and whoever watches it: the page, and `--json` on the command line.
 * Types only; imports nothing but types of its own folder.
 */
import type { AccountRequests } from './contract/accounts.ts';
import type { DesktopRequests, PageWish } from './contract/desktop.ts';
import type { FolderRequests, FolderView } from './contract/folders.ts';
import type { HistoryRequests } from './contract/history.ts';
import type { SettingsRequests } from './contract/settings.ts';
import type { TaskRequests, TaskView } from './contract/tasks.ts';
import type {
  PartMap,
  TransferCounts,
  TransferProgress,
  TransferRequests,
  WaitingFor,
} from './contract/transfers.ts';

/** Everything that the page can ask for. One argument each; rejects with an `ErrorView`. */
export interface Requests
  extends TransferRequests,
    FolderRequests,
    TaskRequests,
    AccountRequests,
    HistoryRequests,
    SettingsRequests,
    DesktopRequests {}

export type RequestName = keyof Requests;
export type ArgsOf<K extends RequestName> = Parameters<Requests[K]>[0];
export type AnswerOf<K extends RequestName> = Awaited<ReturnType<Requests[K]>>;

/** What a page has in view, so that it is told of that and no more. */
export interface Watched {
  /** Rows in view, at most 200. */
  readonly transferIds: readonly string[];
  /** The transfer whose parts are shown; null for none. */
  readonly detailId: string | null;
}

/** The parts of the transfer that they are of. */
export interface WatchedParts extends PartMap {
  readonly transferId: string;
}

/** Something that the page may have asked for changed: it asks again when the number grows. */
export interface Revisions {
  readonly transfers: number;
  readonly folders: number;
  readonly accounts: number;
  readonly targets: number;
  readonly history: number;
  readonly settings: number;
}

/** All that a page is told, at most four times a second, and only when something of it changed. */
export interface Snapshot {
  readonly totals: ProgressSnapshot;
  /** Seconds, from the swings of the rate; null while it can't be told. */
  readonly timeLeft: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  readonly waitingFor: WaitingFor;
  readonly isAllPaused: boolean;
  readonly counts: TransferCounts;
  readonly rows: readonly TransferProgress[];
  /** Of the transfer whose parts are shown; for one moment after another is chosen, still of the one before. */
  readonly parts: WatchedParts | null;
  readonly folders: readonly FolderView[];
  readonly tasks: readonly TaskView[];
  readonly revisions: Revisions;
}

/** What the preload script puts into the page of the desktop app, as `window.longshore`; the browser has its own. */
export interface Bridge extends Requests {
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  watch(watched: Watched): void;
  /** What was wished before anybody listened comes at once. */
  onWish(listener: (wish: PageWish) => void): () => void;
  /** Absolute path of a file that was dropped into the page. */
  pathOfFile(file: unknown): string;
}

/** Totals at one moment, taken on a tick of at most four a second. */
export interface ProgressSnapshot {
  /** Wall time in ms. */
  readonly atMs: number;
  readonly totalBytes: number;
  /** False while a stream of unknown length runs: `totalBytes` then counts what came so far, and no percentage is true. */
  readonly isTotalKnown: boolean;
  /** Bytes whose receipt is stored; they are never sent again. */
  readonly confirmedBytes: number;
  /** Bytes handed to the network whose receipt is still open; they may be lost. */
  readonly movingBytes: number;
  /** Bytes that earlier runs had confirmed when this run began; part of `confirmedBytes`. */
  readonly resumedBytes: number;
  /** Over the last seconds; 0 before anything moved. */
  readonly bytesPerSecond: number;
  /** Null while it can't be told. */
  readonly secondsLeft: number | null;
  readonly totalParts: number;
  readonly confirmedParts: number;
  readonly totalFiles: number;
  readonly doneFiles: number;
  readonly failedFiles: number;
}
