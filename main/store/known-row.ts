import type { ChecksumAlgorithm } from '../model/checksum.ts';
import type { KnownFile } from '../model/known-file.ts';
import { checksumAlgorithm } from '../model/record-schema.ts';
import type { SourceIdentity } from '../model/source.ts';
import { joinPath } from './folder-path.ts';

/** A row of `known_file` with the path of its directory and the prefix of its folder. */
export interface KnownRow {
  readonly directory: string;
  readonly prefix: string;
  readonly name: string;
  readonly size: number;
  readonly mtime_ns: string;
  readonly ctime_ns: string;
  readonly inode: string;
  readonly device: string;
  readonly object_key: string | null;
  readonly etag: string;
  readonly algorithm: ChecksumAlgorithm | null;
  readonly checksum: string | null;
  readonly version_id: string | null;
  readonly proven_at_ms: number;
  readonly verified_at_ms: number | null;
}

/** What `known_file` alone tells of a `KnownRow`. */
export const ownColumns = `
  name, size, CAST(mtime_ns AS TEXT) AS mtime_ns, CAST(ctime_ns AS TEXT) AS ctime_ns, CAST(inode AS TEXT) AS inode,
  CAST(device AS TEXT) AS device, object_key, etag, algorithm, checksum, version_id, proven_at_ms, known_file.verified_at_ms`;

/** What `KnownRow` is made of; to be selected from `known_file`, `directory` and `folder`. */
export const knownColumns = `directory.path AS directory, prefix, ${ownColumns}`;

/** Null for a row that makes no sense. */
export function toKnownFile(row: KnownRow): KnownFile | null {
  const { size, mtime_ns: mtimeNs, ctime_ns: ctimeNs, inode, device, algorithm, checksum } = row;
  const isSound =
    (algorithm === null) === (checksum === null) && (algorithm === null || isAlgorithm(algorithm));
  if (!isSound) return null;
  const path = joinPath(row.directory, row.name);
  return {
    path,
    identity: { size, mtimeNs, ctimeNs, inode, device },
    key: row.object_key ?? row.prefix + path,
    etag: row.etag,
    checksum: algorithm === null || checksum === null ? null : { algorithm, value: checksum },
    versionId: row.version_id,
    provenAtMs: row.proven_at_ms,
    verifiedAtMs: row.verified_at_ms,
  };
}

function isAlgorithm(name: string): boolean {
  return checksumAlgorithm.safeParse(name).success;
}

export function identityColumns({ size, mtimeNs, ctimeNs, inode, device }: SourceIdentity) {
  return {
    size,
    mtimeNs: compact(mtimeNs),
    ctimeNs: compact(ctimeNs),
    inode: compact(inode),
    device: compact(device),
  };
}

const largest = 2n ** 63n - 1n;

/** Decimal text as a number of 64 bits if it reads back the same, else as it is. */
export function compact(text: string): bigint | string {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return text;
  const number = BigInt(text);
  return number <= largest && number >= -largest ? number : text;
}
