import type { Clock } from '../../base/clock.ts';
import type { Proof } from '../../model/proof.ts';
import type { FileIdentity } from '../../model/source.ts';
import type { StoredObject } from '../../remote/object-store.ts';
import type { AppendPlace } from '../../store/append-log.ts';
import { findNamed } from './find-file.ts';
import { isSameFile } from './log-file.ts';

/** An object that holds bytes of the file, proven by the store's last word about it. */
export interface AppendedObject {
  readonly key: string;
  /** The byte of its file with which it begins; the proof's size says how many it has. */
  readonly base: number;
  /** Bytes that this run has added. */
  readonly addedBytes: number;
  readonly proof: Proof;
  /** Where its file is now, under whatever name; null when that holds its bytes no more or is not found. */
  readonly path: string | null;
  readonly file: FileIdentity;
}

/** The objects that one run has proven. */
export interface ProvenObjects {
  /** The object is as the place tells; `addedBytes` more than before came from this run. */
  confirm(place: AppendPlace, stored: StoredObject, addedBytes?: number): void;
  /** The bytes that came from this file are in a copy of it, or with null in none. */
  moved(from: FileIdentity, to: FileIdentity | null): void;
  /** In the order in which they were begun, with the places of their files looked for beside `path`. */
  list(path: string): Promise<readonly AppendedObject[]>;
}

export function createProvenObjects(clock: Pick<Clock, 'now'>): ProvenObjects {
  const objects = new Map<string, Omit<AppendedObject, 'path'> & { readonly isFileLost?: true }>();

  return {
    confirm({ key, base, position, crc, inode, device }, stored, addedBytes = 0) {
      const { etag, checksum, requestId, versionId } = stored;
      const proof: Proof = {
        size: position,
        ours: { algorithm: 'crc64', value: crc },
        theirs: checksum?.value ?? '',
        etag,
        requestId,
        versionId,
        provenAtMs: clock.now(),
        callback: null,
      };
      const before = objects.get(key)?.addedBytes ?? 0;
      objects.set(key, { key, base, addedBytes: before + addedBytes, proof, file: { inode, device } });
    },
    moved(from, to) {
      for (const [key, object] of objects) {
        if (object.isFileLost || !isSameFile(object.file, from)) continue;
        objects.set(key, to ? { ...object, file: identityOf(to) } : { ...object, isFileLost: true });
      }
    },
    async list(path) {
      const names = new Map<string, Promise<string | null>>();
      const nameOf = ({ inode, device }: FileIdentity) => {
        const id = `${device} ${inode}`;
        const name = names.get(id) ?? findNamed(path, { inode, device });
        names.set(id, name);
        return name;
      };
      const listed = [...objects.values()].map(async ({ isFileLost, ...object }) => ({
        ...object,
        path: isFileLost ? null : await nameOf(object.file),
      }));
      return Promise.all(listed);
    },
  };
}

/** Only which file it is: `file` may be an open one, and an object outlives it. */
function identityOf({ inode, device }: FileIdentity): FileIdentity {
  return { inode, device };
}
