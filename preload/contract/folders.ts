import type { ErrorView, ReasonView, Rows, Window } from './common.ts';
import type { ObjectWishes, TargetView } from './targets.ts';
import type { DecisionView } from './transfers.ts';

export type FolderStanding =
  | 'upToDate'
  | 'starting'
  | 'listing'
  | 'scanning'
  | 'sending'
  /** Up to date but for what can't go up; see the problems. */
  | 'problems'
  /** Deletions wait for the user's word. */
  | 'deletesHeld'
  | 'paused'
  /** The root is not there: a drive that is not connected, a folder that was moved. */
  | 'rootLost'
  /** Something that only the user can mend; see `error`. */
  | 'blocked'
  /** Another process syncs it. */
  | 'busyElsewhere'
  /** Not verified for longer than its settings allow. */
  | 'stale';

export interface CoverageView {
  readonly directoriesFound: number;
  readonly directoriesWatched: number;
  readonly overflows: number;
  readonly mode: 'live' | 'scheduled';
  /** Why it is not live, or soon will not be; null while all is well. */
  readonly reason: ErrorView | null;
}

/** Counts are files, sizes bytes. */
export interface FolderView {
  readonly id: string;
  readonly root: string;
  readonly name: string;
  readonly target: TargetView;
  readonly standing: FolderStanding;
  /** By itself, whatever becomes of all. */
  readonly isPaused: boolean;
  readonly error: ErrorView | null;
  readonly files: number;
  readonly bytes: number;
  readonly provenFiles: number;
  readonly provenBytes: number;
  readonly waiting: number;
  readonly waitingBytes: number;
  /** Files that this run has sent, and all that it has to; for "Sending 12 of 3,401". Both 0 while nothing is sent. */
  readonly sent: number;
  readonly toSend: number;
  readonly failed: number;
  readonly warnings: number;
  readonly skipped: number;
  readonly lastScanMs: number | null;
  readonly nextScanMs: number | null;
  readonly upToDateAtMs: number | null;
  readonly verifiedAtMs: number | null;
  readonly coverage: CoverageView | null;
  /** The question of the delete firewall; null when there is none. `known` counts the folder's known files. */
  readonly heldDeletes: { readonly count: number; readonly known: number } | null;
  readonly settings: FolderSettingsView;
}

export interface FolderSettingsView {
  readonly mode: 'upload-only' | 'mirror';
  readonly ignore: readonly string[];
  readonly usesDefaultIgnores: boolean;
  readonly includesGit: boolean;
  readonly symlinks: 'skip' | 'follow';
  readonly keepsEmptyDirectories: boolean;
  readonly keepsPermissions: boolean;
  readonly onConflict: 'keep-both' | 'ours-wins';
  readonly appendPatterns: readonly string[];
  readonly holdsBadNames: boolean;
  readonly trustsMtime: boolean;
  readonly quietMs: number;
  readonly patienceMs: number;
  readonly rescanMs: number;
  readonly staleMs: number;
  readonly deletes: {
    readonly maxFiles: number;
    readonly maxPercent: number;
    readonly delayMs: number;
    /** Null deletes for good. */
    readonly trash: string | null;
  };
  readonly options: ObjectWishes;
}

export interface FolderDraft {
  readonly root: string;
  readonly target: TargetView;
  readonly settings: FolderSettingsView;
}

export interface ProblemView {
  readonly path: string;
  readonly weight: 'failed' | 'warning' | 'skipped';
  readonly error: ErrorView;
  readonly sinceMs: number;
  readonly retryAtMs: number | null;
}

export interface WaitingView {
  readonly path: string;
  readonly what: string;
  readonly size: number;
  readonly reason: ReasonView;
}

/** What the ignore rules of a draft leave out of a root. */
export interface IgnorePreview {
  readonly files: number;
  readonly ignoredFiles: number;
  readonly ignoredDirectories: number;
  /** The first of them in order, at most 200, each with the line that decides. A directory ends in `/`. */
  readonly ignored: readonly { readonly path: string; readonly line: string; readonly source: string }[];
  /** The first lines that are no rules; empty when all are. */
  readonly invalid: readonly ErrorView[];
  /** False when the walk was cut short: a root of very many files. */
  readonly isComplete: boolean;
}

/** Why a path is as it is. */
export interface ExplanationView {
  readonly folderId: string;
  readonly path: string;
  readonly known: {
    readonly size: number;
    readonly key: string;
    readonly etag: string;
    readonly provenAtMs: number;
    readonly verifiedAtMs: number | null;
  } | null;
  readonly problem: ProblemView | null;
  readonly planned: ReasonView | null;
  /** There is something at the path now. */
  readonly isThere: boolean;
  /** The rule that leaves the path out; null when none does, and where that can't be told: a folder that is not connected. */
  readonly leftOutBy: {
    readonly line: string;
    /** A file below the folder's root, `settings` or `defaults`. */
    readonly source: string;
    readonly lineNumber: number;
  } | null;
  /** Newest first. */
  readonly decisions: readonly DecisionView[];
}

export interface FolderRequests {
  listFolders(args: Record<string, never>): Promise<readonly FolderView[]>;
  /** What a new folder's settings usually are. */
  getUsualFolderSettings(args: Record<string, never>): Promise<FolderSettingsView>;
  addFolder(draft: FolderDraft): Promise<{ readonly id: string }>;
  changeFolder(args: {
    readonly id: string;
    readonly settings: FolderSettingsView;
  }): Promise<{ readonly ok: true }>;
  /** Forgets the folder; the bucket keeps everything unless `deletesObjects` asks for a task that deletes what the folder has put there. */
  removeFolder(args: {
    readonly id: string;
    readonly deletesObjects: boolean;
  }): Promise<{ readonly taskId: string | null }>;
  setFolderPaused(args: { readonly id: string; readonly isPaused: boolean }): Promise<{ readonly ok: true }>;
  /** A full scan now. */
  scanFolder(args: { readonly id: string }): Promise<{ readonly ok: true }>;
  /** Takes the root as it is now for the right one. */
  renewFolderMarker(args: { readonly id: string }): Promise<{ readonly ok: true }>;
  listProblems(args: {
    readonly id: string;
    readonly after: string | null;
    readonly limit: number;
  }): Promise<readonly ProblemView[]>;
  listWaiting(args: { readonly id: string } & Window): Promise<Rows<WaitingView>>;
  /** The paths whose deletion waits for the user's word. */
  listHeldDeletes(args: { readonly id: string } & Window): Promise<Rows<string>>;
  /** `agrees`: once to so many, the number that was shown. Else the files' objects stay, and the question is gone until it comes anew. */
  answerDeletes(args: {
    readonly id: string;
    readonly agrees: boolean;
    readonly count: number;
  }): Promise<{ readonly ok: true }>;
  previewIgnore(args: {
    readonly root: string;
    readonly settings: FolderSettingsView;
  }): Promise<IgnorePreview>;
  /** By the absolute path of a file. */
  explainPath(args: { readonly path: string }): Promise<ExplanationView>;
}
