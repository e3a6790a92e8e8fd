import type { Checksum } from '../model/checksum.ts';
import type { KnownFile } from '../model/known-file.ts';
import type { SourceIdentity } from '../model/source.ts';
import type { ObjectInfo } from '../remote/object-store.ts';
import type { KnownObject } from './sync-tools.ts';

export function objectOf({ key, etag, identity, checksum }: KnownFile): KnownObject {
  return { key, etag, size: identity.size, checksum };
}

export function objectOfInfo({ key, etag, size, checksum }: ObjectInfo): KnownObject {
  return { key, etag, size, checksum };
}

/** The row of a file that was found equal to an object. */
export function knownAs(
  path: string,
  { size, mtimeNs, ctimeNs, inode, device }: SourceIdentity,
  object: Pick<ObjectInfo, 'key' | 'etag' | 'versionId'>,
  checksum: Checksum | null,
  nowMs: number,
): KnownFile {
  return {
    path,
    identity: { size, mtimeNs, ctimeNs, inode, device },
    key: object.key,
    etag: object.etag,
    versionId: object.versionId,
    checksum,
    provenAtMs: nowMs,
    verifiedAtMs: nowMs,
  };
}
