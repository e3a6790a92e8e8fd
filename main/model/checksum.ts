/**
 * Checksums that can prove a whole object.
 *
 * - `crc64`: CRC-64/XZ, kept by Alibaba OSS for every object.
 * - `crc64nvme`, `crc32`, `crc32c`: full-object checksums of S3.
 * - `md5`: the ETag; for a multipart object it is computed from the parts' MD5s and proves only together with the part size.
 */
export type ChecksumAlgorithm = 'crc64' | 'crc64nvme' | 'crc32' | 'crc32c' | 'md5';

/** What a body may be asked for; `sha256` only signs payloads, it never proves an object. */
export type DigestAlgorithm = ChecksumAlgorithm | 'sha256';

/** `value` is lower-case hex, big-endian, of the algorithm's full width (16 digits for crc64, 8 for crc32, 32 for md5). */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly value: string;
}

/** Whether it was computed from the checksums of parts, so that reading the whole does not tell it. */
export function isOfParts({ algorithm, value }: Checksum): boolean {
  return algorithm === 'md5' && value.includes('-');
}
