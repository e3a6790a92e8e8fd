import type { BucketAccess } from './access.ts';
import type { BucketAddress, ObjectOptions } from './target.ts';

/** What deletions below a folder do to the bucket: nothing, or the same there, through the delete firewall. */
export type FolderMode = 'upload-only' | 'mirror';

/** When deletions are believed. Design §7, "delete firewall". */
export interface DeleteLimits {
  /** More deletions than this in one go stop and ask. */
  readonly maxFiles: number;
  /** More than this share of the known files, in percent, stops and asks. */
  readonly maxPercent: number;
  /** A deletion is carried out once the file has been gone for so long. */
  readonly delayMs: number;
  /** Where deleted objects are moved, below the folder's prefix; null deletes them for good. */
  readonly trash: string | null;
}

/** What it takes to open a folder's bucket again, besides its address: whose keys, and how requests are signed and proven. Holds no secret. */
export interface FolderAccount {
  /** Of `config.toml`; null for the usual account of the kind of store. */
  readonly profile: string | null;
  readonly signing: BucketAccess['signing'];
  readonly checksum: BucketAccess['checksum'];
}

/** How a folder is kept up; stored with it. */
export interface FolderSettings {
  readonly account: FolderAccount;
  readonly mode: FolderMode;
  /** Lines in gitignore syntax, besides the built-in ones and those of `.longshoreignore` files. */
  readonly ignore: readonly string[];
  /** The built-in list: `.DS_Store`, `Thumbs.db`, `~$*`, names of unfinished downloads … */
  readonly usesDefaultIgnores: boolean;
  /** `.git/` is left out unless this says otherwise. */
  readonly includesGit: boolean;
  readonly symlinks: 'skip' | 'follow';
  /** Empty directories become objects whose keys end in `/`. */
  readonly keepsEmptyDirectories: boolean;
  /** Permission bits go along as metadata `mode`, octal, as rclone has it. */
  readonly keepsPermissions: boolean;
  /** When another machine changed an object: keep both, ours under a conflict name, or overwrite. */
  readonly onConflict: 'keep-both' | 'ours-wins';
  /** Files that match these gitignore lines go up by appending their new bytes (OSS). */
  readonly appendPatterns: readonly string[];
  /** Names that other systems could not hold are held back instead of being uploaded with a warning. */
  readonly holdsBadNames: boolean;
  /** Objects that are there at first contact count as equal by size and `mtime` metadata alone, without reading the file. */
  readonly trustsMtime: boolean;
  /** A file is looked at once it was left alone for so long … */
  readonly quietMs: number;
  /** … or, if it never rests, after so long. */
  readonly patienceMs: number;
  /** A full scan at least so often while watching. */
  readonly rescanMs: number;
  /** Without a full comparison for so long, the folder counts as stale. */
  readonly staleMs: number;
  readonly deletes: DeleteLimits;
  /** Of every object. */
  readonly options: ObjectOptions;
}

/** A local root and where it goes. */
export interface Folder {
  readonly id: string;
  /** Absolute path with links resolved. */
  readonly root: string;
  readonly address: BucketAddress;
  /** Of every key: empty, or ending in `/`. */
  readonly prefix: string;
  readonly settings: FolderSettings;
  readonly isPaused: boolean;
  readonly createdAtMs: number;
}

export const usualSettings: FolderSettings = {
  account: { profile: null, signing: 'v4', checksum: 'crc32' },
  mode: 'upload-only',
  ignore: [],
  usesDefaultIgnores: true,
  includesGit: false,
  symlinks: 'skip',
  keepsEmptyDirectories: false,
  keepsPermissions: false,
  onConflict: 'keep-both',
  appendPatterns: [],
  holdsBadNames: false,
  trustsMtime: false,
  quietMs: 2_000,
  patienceMs: 60_000,
  rescanMs: 3_600_000,
  staleMs: 86_400_000,
  deletes: { maxFiles: 100, maxPercent: 10, delayMs: 60_000, trash: '.longshore-trash/' },
  options: {},
};

/** What the last comparison of a folder with its bucket found. All counts are files. */
export interface FolderScan {
  /** Wall time, ms since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly files: number;
  readonly directories: number;
  readonly bytes: number;
  readonly ignored: number;
}
