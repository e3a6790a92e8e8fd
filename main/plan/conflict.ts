import type { FolderSettings } from '../model/folder.ts';

/** What a bucket holds at a key, as a listing or a look tells it. */
export interface RemoteObject {
  readonly size: number;
  readonly etag: string;
}

/** A file that is to go up, and what lies at its key now. */
export interface Meeting {
  /** ETag of the object as we stored or adopted it last; null where nothing is known of the path. */
  readonly knownEtag: string | null;
  /** Null where the key is free. */
  readonly remote: RemoteObject | null;
  /** Whether the store's checksum of the object equals that of the file; null where they can't be compared. */
  readonly isEqual: boolean | null;
  /** One of our own transfers stored this very object and did not come to record it, as after a crash. */
  readonly isOwn: boolean;
  readonly onConflict: FolderSettings['onConflict'];
}

/**
 * - `overwrite`: nothing that is not ours is lost.
 * - `adopt`: the object has the file's bytes already.
 * - `conflict`: somebody else's object: ours goes up under a conflict name, and theirs stays.
 * - `ours-wins`: somebody else's object is overwritten, as the settings ask for.
 */
export type ConflictVerdict = 'overwrite' | 'adopt' | 'conflict' | 'ours-wins';

/** What may be done to an object that lies where a file is to go. What can't be compared counts as different. Pure. */
export function judgeConflict({ knownEtag, remote, isEqual, isOwn, onConflict }: Meeting): ConflictVerdict {
  if (remote === null) return 'overwrite';
  if (isEqual === true) return 'adopt';
  if (isOwn || remote.etag === knownEtag) return 'overwrite';
  return onConflict === 'ours-wins' ? 'ours-wins' : 'conflict';
}
