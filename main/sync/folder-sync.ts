import type { ErrorRecord } from '../base/app-error.ts';
import type { BucketAccess } from '../model/access.ts';
import type { Action, ActionKind, Decision, Reason } from '../model/action.ts';
import type { Folder, FolderSettings } from '../model/folder.ts';
import type { KnownFile } from '../model/known-file.ts';
import type { Problem } from '../model/problem.ts';
import type { ActionTotals } from '../store/actions.ts';
import type { FolderRecord } from '../store/folder-log.ts';
import type { ProblemTotals } from '../store/problems.ts';
import type { Coverage } from '../watch/folder-watcher.ts';

/** One folder and where it is to go. */
export interface FolderWish {
  /** Absolute or from the working directory; links are resolved. */
  readonly root: string;
  readonly access: BucketAccess;
  /** Of every key: empty, or ending in `/`. */
  readonly prefix: string;
  readonly settings: FolderSettings;
}

/** What happens to a folder, for those who show it. */
export type FolderEvent =
  | { readonly type: 'listing'; readonly objects: number }
  | { readonly type: 'listed'; readonly objects: number; readonly bytes: number }
  | { readonly type: 'scanning'; readonly files: number; readonly directories: number }
  | {
      readonly type: 'scanned';
      readonly files: number;
      readonly directories: number;
      readonly planned: number;
      readonly plannedBytes: number;
    }
  | { readonly type: 'decided'; readonly decision: Decision }
  | { readonly type: 'began'; readonly path: string; readonly what: ActionKind; readonly size: number }
  | {
      readonly type: 'ended';
      readonly path: string;
      readonly what: ActionKind;
      readonly reason: Reason;
      readonly bytes: number;
    }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'solved'; readonly path: string }
  /** Somebody else's object gives way to the file; a copy of it lies in the trash. */
  | { readonly type: 'replaced'; readonly path: string; readonly key: string; readonly trashKey: string }
  | { readonly type: 'conflict'; readonly path: string; readonly key: string; readonly conflictKey: string }
  | {
      readonly type: 'deletesHeld';
      readonly count: number;
      readonly known: number;
      readonly sample: readonly string[];
    }
  /** Files are gone, and are deleted in the bucket once that has been so for long enough. */
  | { readonly type: 'deletesDelayed'; readonly count: number; readonly untilMs: number }
  | { readonly type: 'watching'; readonly coverage: Coverage }
  | { readonly type: 'rootLost'; readonly error: ErrorRecord }
  | { readonly type: 'rootBack' }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'stale'; readonly sinceMs: number }
  | { readonly type: 'upToDate'; readonly state: FolderState };

/** How a folder stands: a comparison of what was seen with what is proven, never the emptiness of a queue. */
export interface FolderState {
  readonly record: FolderRecord;
  /** Files of the last full scan that are proven, and their bytes. */
  readonly provenFiles: number;
  readonly provenBytes: number;
  readonly problems: ProblemTotals;
  /** Actions that are still to be done. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** Deletions among what waits: held ones, and those whose time has not come. */
  readonly deletes: ActionTotals;
  /** Deletions that wait for the user's word; 0 for none. They are among `waiting`, and the question is one of the failed problems. */
  readonly heldDeletes: number;
  /** True when every file that the last full scan saw is proven, and nothing waits. */
  readonly isUpToDate: boolean;
  readonly coverage: Coverage | null;
}

/** What one run came to. */
export interface SyncResult {
  readonly state: FolderState;
  readonly uploaded: number;
  readonly uploadedBytes: number;
  readonly adopted: number;
  readonly copied: number;
  readonly appendedBytes: number;
  readonly deleted: number;
  /** Objects of others that gave way to files; a copy of each lies in the trash. */
  readonly replaced: number;
  readonly conflicts: number;
  /** True when the signal ended it before it was quiet. */
  readonly isStopped: boolean;
}

/** What a run would do. Nothing is changed anywhere. */
export interface SyncPlan {
  readonly byKind: Readonly<
    Record<ActionKind | 'adopt' | 'skip', { readonly files: number; readonly bytes: number }>
  >;
  /** Requests by how the services bill them: writing and listing ones, and reading ones. */
  readonly requests: { readonly put: number; readonly get: number };
  readonly deletesHeld: boolean;
  readonly problems: ProblemTotals;
}

export interface PlanLine {
  readonly what: ActionKind | 'adopt' | 'skip';
  readonly path: string;
  readonly size: number;
  readonly reason: Reason;
}

export interface VerifyWish {
  /** Share of the files to read again, 0 to 1; those whose last pass is longest ago come first. 1 for all. */
  readonly sample: number;
  /** `none`: report alone. `remote`: send what the bucket lacks or holds otherwise. `local`: also send files whose bytes changed under the same size and time. */
  readonly repair: 'none' | 'remote' | 'local';
}

export interface VerifyResult {
  readonly files: number;
  readonly verified: number;
  readonly bytesRead: number;
  /** Changed since they were proven; an ordinary run sends them. */
  readonly changed: number;
  readonly missing: number;
  readonly different: number;
  /** The store keeps nothing comparable. */
  readonly unprovable: number;
  /** Objects below the prefix that no file here stands for. */
  readonly foreign: number;
  /** Planned to be sent; a run sends them. */
  readonly repaired: number;
  /** The oldest last pass among all files; null when some were never verified. */
  readonly oldestPassMs: number | null;
}

export interface RestoreResult {
  readonly restored: number;
  /** Their keys hold an object again already. */
  readonly kept: number;
}

/** What a comparison tells while it goes on. */
export interface VerifyListener {
  /** A file that is other than it should be. */
  found(path: string, reason: Reason): void;
  /** Called often. */
  counted(soFar: VerifyResult): void;
}

/** What became of the objects that a folder has put into its bucket. */
export interface DeletedObjects {
  readonly deleted: number;
  /** Others than we had stored; they stay. */
  readonly changed: number;
  readonly failed: number;
}

export interface DeleteListener {
  /** An object that stays although it was to go. */
  left(path: string, reason: Reason): void;
  counted(soFar: DeletedObjects): void;
}

/** Why a path is as it is. */
export interface Explanation {
  readonly folder: Folder;
  /** From the folder's root, with `/`. */
  readonly path: string;
  readonly known: KnownFile | null;
  readonly problem: Problem | null;
  readonly planned: Reason | null;
  /** Newest first. */
  readonly decisions: readonly Decision[];
}

/** One folder under this process's claim. Its calls follow one another; only `pause` and `resume` may come in between. */
export interface FolderSync {
  readonly id: string;
  /**
   * Scans, and does what is to be done, until the folder is quiet. Rejects with `folder.missing` and its like before anything is changed;
   * what happens to single files is in the problems. Resolves early when the signal fires.
   */
  run(signal: AbortSignal): Promise<SyncResult>;
  /** The same, and goes on as the folder changes, until the signal fires. A root that is lost is waited for. */
  watch(signal: AbortSignal): Promise<SyncResult>;
  verify(wish: VerifyWish, signal: AbortSignal, listener?: VerifyListener): Promise<VerifyResult>;
  /** Moves what the trash holds back to where it was; `match` in gitignore syntax, null for all. Never overwrites. */
  restoreTrash(match: string | null, signal: AbortSignal): Promise<RestoreResult>;
  state(): FolderState;
  pause(): void;
  resume(): void;
  /** Agrees once to so many held deletions. */
  agreeToDeletes(count: number): void;
  /**
   * Declines what is held: the objects of all files that are gone stay, and the files are known no more, so that nothing is asked about them
   * again. Not to be called while the folder runs. Returns how many there were.
   */
  keepDeleted(): number;
  /**
   * Deletes, for good, the objects that stand for known files and still are those, and what unfinished uploads have on the server. Each file is
   * forgotten before its object goes, so that an early end leaves a record that is true: what it left in doubt is compared by the next scan. What the trash holds stays. Rejects with what the whole bucket refuses.
   */
  deleteObjects(listener: DeleteListener, signal: AbortSignal): Promise<DeletedObjects>;
  /** Takes the root as it is now for the right one: writes a new marker. Throws `folder.missing`. */
  renewMarker(): Promise<void>;
  /** Gives the folder up; may repeat. */
  close(): Promise<void>;
}

/** All folders of one engine. */
export interface FolderSyncs {
  /**
   * Throws `folder.busy`, `folder.overlaps`, `folder.holds-state`, `folder.missing`, `options.unsupported` (append patterns where the store can't append),
   * `ignore.invalid`, `key.invalid`.
   */
  openFolder(wish: FolderWish, onEvent: (event: FolderEvent) => void): Promise<FolderSync>;
  /**
   * What a run of the folder would do under these settings, line by line. The folder is neither claimed nor remembered, so another
   * process may be syncing it. Throws like `openFolder` but `folder.busy`.
   */
  planFolder(
    wish: FolderWish,
    onEvent: (event: FolderEvent) => void,
    onLine: (line: PlanLine) => void,
    signal: AbortSignal,
  ): Promise<SyncPlan>;
  folders(): readonly FolderRecord[];
  /** From the record alone; `coverage` is null unless this process watches the folder. Throws `folder.unknown`. */
  stateOf(folderId: string): FolderState;
  /** In byte order of their paths, after one; `limit` at most. */
  problems(folderId: string, after: string | null, limit: number): readonly Problem[];
  /** What is still to be done but deletions, in byte order of the paths. */
  waitingIn(folderId: string, offset: number, limit: number): readonly Action[];
  /** The planned deletions, in byte order of the paths. */
  deletesIn(folderId: string, offset: number, limit: number): readonly Action[];
  /** For the absolute path of a file or directory below a known folder, there or not; from the record alone. Throws `folder.unknown`. */
  why(path: string): Explanation;
  /**
   * Which rule decides about a path below a known or unknown root; `path` is from that root, with `/`, and that of a directory ends in
   * `/`. Throws `folder.missing`, `ignore.invalid`.
   */
  explainIgnore(root: string, settings: FolderSettings, path: string): Promise<IgnoreExplanation>;
  /** Of a folder that this or another process syncs; takes effect there within seconds. */
  setPaused(folderId: string, isPaused: boolean): void;
  /** Forgets; the bucket keeps everything. */
  forgetFolder(folderId: string): void;
}

export interface IgnoreExplanation {
  readonly isIgnored: boolean;
  /** The line that decided, and where it stands: a file below the root, `settings` or `defaults`; null when none matches. */
  readonly rule: { readonly line: string; readonly source: string; readonly lineNumber: number } | null;
}
