import { createHash } from 'node:crypto';
import { combineCrc } from '../model/crc-combine.ts';
import { createDigest, type Digest } from '../model/digest.ts';

/** Checksums by which S3 proves objects; spelled as in its header names. */
export const s3Algorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type S3Algorithm = (typeof s3Algorithms)[number];

/** `COMPOSITE`: a digest of the parts' digests, with `-N`. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** As S3 writes it: base64 of the big-endian bytes. */
export interface S3Checksum {
  readonly algorithm: S3Algorithm;
  readonly type: ChecksumType;
  readonly value: string;
}

export type RunningAlgorithm = 'md5' | 'crc64' | S3Algorithm;

/** Hex digits of a whole value. */
const widths: Readonly<Record<RunningAlgorithm, number>> = {
  md5: 32,
  crc64: 16,
  crc32: 8,
  crc32c: 8,
  crc64nvme: 16,
  sha1: 40,
  sha256: 64,
};

export function isS3Algorithm(name: string): name is S3Algorithm {
  return (s3Algorithms as readonly string[]).includes(name);
}

/** The CRCs of which the value of a whole can be had from those of its pieces. */
export function isCombinable(algorithm: S3Algorithm): algorithm is 'crc32' | 'crc32c' | 'crc64nvme' {
  return algorithm !== 'sha1' && algorithm !== 'sha256';
}

/** A running digest of any algorithm of the two services. */
export async function startDigest(algorithm: RunningAlgorithm): Promise<Digest> {
  if (algorithm !== 'sha1') return createDigest(algorithm);
  const hash = createHash('sha1');
  return { update: bytes => void hash.update(bytes), hex: () => hash.digest('hex') };
}

export function hexToBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

/** Hex of a base64 value of the algorithm's length, else null. */
export function base64ToHex(algorithm: RunningAlgorithm, value: string): string | null {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length * 2 !== widths[algorithm] || bytes.toString('base64') !== value.trim()) return null;
  return bytes.toString('hex');
}

/** OSS writes its CRC as an unsigned decimal. */
export function hexToDecimal(hex: string): string {
  return BigInt(`0x${hex}`).toString();
}

/** What is joined: a value in hex and the bytes that it covers. */
export interface Piece {
  readonly hex: string;
  readonly size: number;
}

/** The CRC of pieces put together, in hex. */
export function joinCrc(
  algorithm: 'crc64' | 'crc32' | 'crc32c' | 'crc64nvme',
  pieces: readonly Piece[],
): string {
  const empty = '0'.repeat(widths[algorithm]);
  return pieces.reduce((whole, { hex, size }) => combineCrc(algorithm, whole, hex, size), empty);
}

/** The digest of the parts' digests, with their number. */
export async function compositeChecksum(
  algorithm: S3Algorithm,
  partHexes: readonly string[],
): Promise<string> {
  const digest = await startDigest(algorithm);
  for (const hex of partHexes) digest.update(Buffer.from(hex, 'hex'));
  const value = hexToBase64(digest.hex());
  return `${value}-${partHexes.length}`;
}

/** OSS joins the upper-case hex texts of the parts' MD5s, S3 their bytes. Lower-case hex with the count. */
export function joinedEtag(kind: 'oss' | 's3', partMd5s: readonly string[]): string {
  const hash = createHash('md5');
  for (const md5 of partMd5s) hash.update(kind === 'oss' ? md5.toUpperCase() : Buffer.from(md5, 'hex'));
  return `${hash.digest('hex')}-${partMd5s.length}`;
}
