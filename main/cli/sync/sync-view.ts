import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { ErrorRecord, Facts } from '../../base/app-error.ts';
import type { EngineEvent } from '../../engine.ts';
import type { FolderMode } from '../../model/folder.ts';
import type { Problem } from '../../model/problem.ts';
import type { FolderEvent, SyncResult } from '../../sync/folder-sync.ts';
import type { SyncSummary } from './sync-summary.ts';

/** One folder of a command, as it is told apart from others. */
export interface FolderSubject {
  /** Absolute, links resolved. */
  readonly root: string;
  /** As the command line takes it. */
  readonly target: string;
  /** Of the bucket, for sentences about errors. */
  readonly facts: Facts;
  readonly mode: FolderMode;
  /** True when its settings are remembered from an earlier run. */
  readonly isRemembered: boolean;
  /** When the last full scan of an earlier run ended; null for none. Wall time, ms since 1970. */
  readonly lastScanMs: number | null;
}

/** How a `sync` is shown: for people (sync-text-view.ts) or for programs (sync-json-view.ts). */
export interface SyncView {
  started(subjects: readonly FolderSubject[]): void;
  progressed(snapshot: ProgressSnapshot): void;
  /** Of the connection. */
  connected(event: EngineEvent): void;
  happened(subject: FolderSubject, event: FolderEvent): void;
  /** The folder as a whole could not be synced. */
  failed(subject: FolderSubject, error: ErrorRecord): void;
  /** `problems` gives those that are left, in the order of their paths. */
  ended(subject: FolderSubject, result: SyncResult, problems: () => Iterable<Problem>): Promise<void>;
  finished(summary: SyncSummary): void;
}
