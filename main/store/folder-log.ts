import type { Folder, FolderMode, FolderScan, FolderSettings } from '../model/folder.ts';
import type { BucketAddress } from '../model/target.ts';

export interface NewFolder {
  /** Absolute path with links resolved. */
  readonly root: string;
  readonly address: BucketAddress;
  readonly prefix: string;
  readonly settings: FolderSettings;
}

/** What is remembered of a folder besides its settings. */
export interface FolderRecord {
  readonly folder: Folder;
  /** The last scan that saw everything; null before the first. */
  readonly lastScan: FolderScan | null;
  /** When the folder was last found up to date by comparison. Wall time, ms since 1970. */
  readonly upToDateAtMs: number | null;
  /** When the bucket's listing was last taken in whole; null: first contact is still to come. */
  readonly listedAtMs: number | null;
  /** When every file was last verified; null for never. */
  readonly verifiedAtMs: number | null;
  /** Device and inode of the root when it was last scanned; another root is another drive. */
  readonly rootIdentity: string | null;
  /** Deletions that the user has agreed to although they are many: up to this number, once. */
  readonly agreedDeletes: number;
  /** True while a living process syncs it. */
  readonly isBusy: boolean;
}

/** A folder that is this process's own now. */
export interface Claimed {
  readonly record: FolderRecord;
  readonly isNew: boolean;
  /** The mode of its settings so far; null for a new folder, and where they can't be read. */
  readonly modeBefore: FolderMode | null;
}

/**
 * The watched folders, shared by all processes over one data directory. Throws like `TransferLog`: `disk.full`, `disk.failed`,
 * `store.busy`.
 */
export interface FolderLog {
  /**
   * The folder of this root and target, claimed for this process; made when there is none. Settings of one that is there
   * become the given ones. Throws `folder.busy` (facts `root`, `pid`) while a living process has it, and
   * `folder.overlaps` (facts `root`, `other`, `reason`: `same-root` | `inside` | `contains` | `same-keys`) where its root or the keys below its prefix
   * touch those of another folder.
   */
  claim(wanted: NewFolder): Claimed;
  /** The folder of this root and target without a claim, however busy; null when there is none. Throws `folder.overlaps`. */
  lookUp(wanted: Omit<NewFolder, 'settings'>): FolderRecord | null;
  /** Gives the folder up for others. May repeat. */
  release(id: string): void;
  /** Throws `store.damaged` with the id for a record that makes no sense; a claim mends it. */
  find(id: string): FolderRecord | null;
  /** In the order in which they were added. One that makes no sense is left out, and logged. */
  all(): readonly FolderRecord[];
  /** This and the next throw `folder.unknown`. */
  setPaused(id: string, isPaused: boolean): void;
  setScan(id: string, scan: FolderScan, rootIdentity: string): void;
  /** From now on this is the right root. */
  setRootIdentity(id: string, rootIdentity: string): void;
  setListed(id: string, atMs: number | null): void;
  setUpToDate(id: string, atMs: number): void;
  setVerified(id: string, atMs: number): void;
  setAgreedDeletes(id: string, count: number): void;
  /**
   * Forgets the folder with everything known of its files; nothing in the bucket changes. Its rows go in small transactions; what a
   * crash leaves of them is nobody's, and goes with the next call or claim. Throws `folder.busy`, `folder.unknown`.
   */
  remove(id: string): void;
  /** A number that grows whenever another opening of the store has written, so that looking again is cheap. */
  changes(): number;
}
