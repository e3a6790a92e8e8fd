import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { BucketAccess } from '../model/access.ts';
import type { Checksum, DigestAlgorithm } from '../model/checksum.ts';
import type { Proof } from '../model/proof.ts';
import type { Source } from '../model/source.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { FolderPlace, Transfer } from '../model/transfer.ts';
import type { ObjectInfo, ObjectStore } from '../remote/object-store.ts';
import type { SyncStore } from '../store/sync-store.ts';
import type { FolderWatcher, WatcherHooks, WatcherSetup } from '../watch/folder-watcher.ts';
import type { Walker } from '../watch/walk.ts';

/** One file of a folder on its way to one key. */
export interface PlacedUpload {
  readonly path: string;
  readonly access: BucketAccess;
  readonly key: string;
  readonly options: ObjectOptions;
  readonly followsLinks: boolean;
  readonly place: FolderPlace;
}

/** An object as we know it. */
export interface KnownObject {
  readonly key: string;
  readonly etag: string;
  readonly size: number;
  /** Of the whole object; null where none was ever computed. */
  readonly checksum: Checksum | null;
}

export interface CopyWish {
  readonly access: BucketAccess;
  readonly from: KnownObject;
  /** Must not hold an object yet. */
  readonly to: string;
  /** How the copy is to be, and the time that it keeps; absent for the same as its source. */
  readonly described?: { readonly options: ObjectOptions; readonly mtimeNs: string };
}

export interface AppendedLog {
  /** The object that took the last bytes. */
  readonly key: string;
  /** Bytes that this call appended. */
  readonly bytes: number;
  readonly etag: string;
  /** CRC-64 of that whole object. */
  readonly checksum: Checksum;
}

export interface CompareWish {
  readonly access: BucketAccess;
  /** Absolute. */
  readonly path: string;
  readonly key: string;
  readonly listed?: { readonly size: number; readonly etag: string };
}

/** What a file and an object say of each other. */
export interface Comparison {
  /** `missing`: the key holds no object. `impossible`: the store keeps nothing that could be compared. */
  readonly verdict: 'equal' | 'different' | 'impossible' | 'missing';
  readonly etag: string;
  /** What the store said of the object; null when it was not asked. */
  readonly info: ObjectInfo | null;
  /** Of the file's bytes, where they are the object's. */
  readonly ours: Checksum | null;
  /** The file as it was read. */
  readonly source: Source;
}

/** What syncing works with; all of it belongs to the engine. */
export interface SyncTools {
  readonly store: SyncStore;
  readonly walker: Walker;
  readonly clock: Clock;
  readonly log: Log;
  /** Name of this machine, for conflict names. */
  readonly host: string;
  /** Where our own record lies, links resolved; never synced. */
  readonly dataDir: string;
  /** Files looked at or deleted at once. */
  readonly parallel: number;
  /** Requests with a body that may be in flight at this moment. */
  placesNow(): number;
  openWatcher(setup: WatcherSetup, hooks: WatcherHooks): FolderWatcher;
  /** Retries by itself. */
  open(access: BucketAccess): ObjectStore;
  lookAt(path: string): Promise<Source>;
  /** The same, but a link in the place of the file, or of a directory above it, counts as no file: throws `file.missing`. */
  lookAtUnlinked(path: string): Promise<Source>;
  /** See `Uploads.upload`; the known file is written with the proof. */
  upload(wish: PlacedUpload, signal: AbortSignal): Promise<Transfer>;
  /** See `Uploads.cancel`. */
  cancel(transferId: string, access: BucketAccess, signal: AbortSignal): Promise<void>;
  /**
   * Removes what unfinished transfers of this folder have on the server, but for the paths that are wanted; what can't be removed is left for
   * another time. `clear` is called first for each path, and what it throws leaves that transfer for another time as well.
   */
  cancelLeft(
    access: BucketAccess,
    folderId: string,
    isWanted: (path: string) => boolean,
    clear: (path: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Appends what the object lacks of the file as it is now. */
  append(wish: Omit<PlacedUpload, 'place' | 'followsLinks'>, signal: AbortSignal): Promise<AppendedLog>;
  /** Copies on the server and proves the copy. Throws `object.exists`, `object.changed`, `upload.unproven`, or what the store refused with. */
  copy(wish: CopyWish, signal: AbortSignal): Promise<Proof>;
  /** The same, and then takes the source away if it is still the one that was copied. */
  move(wish: Omit<CopyWish, 'described'>, signal: AbortSignal): Promise<Proof>;
  /** Takes an object away if it is still this one; throws `object.changed` else. One that is gone is fine. */
  remove(access: BucketAccess, object: KnownObject, signal: AbortSignal): Promise<void>;
  /** Holds a file against the object at a key; with what a listing said of it, no request is needed where that tells enough. */
  compare(wish: CompareWish, signal: AbortSignal): Promise<Comparison>;
  /** Reads a file whole, in a worker; lower-case hex. Throws `file.changed` when it changes meanwhile. */
  digest(source: Source, algorithm: DigestAlgorithm, signal: AbortSignal): Promise<string>;
  /** Stores an empty object; throws `object.exists` where the key holds another one. */
  mark(
    access: BucketAccess,
    key: string,
    signal: AbortSignal,
  ): Promise<Pick<ObjectInfo, 'etag' | 'versionId'>>;
  /** Whether an object was stored by a transfer of our own record. */
  isOwn(info: ObjectInfo): boolean;
}
