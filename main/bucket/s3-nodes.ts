import type { S3Algorithm, S3Checksum } from './checksums.ts';
import type { XmlNode } from './xml.ts';

/** Element that holds a value of the algorithm. */
export const checksumElements: Readonly<Record<S3Algorithm, string>> = {
  crc32: 'ChecksumCRC32',
  crc32c: 'ChecksumCRC32C',
  crc64nvme: 'ChecksumCRC64NVME',
  sha1: 'ChecksumSHA1',
  sha256: 'ChecksumSHA256',
};

/** A checksum as S3 writes it into its documents. */
export function checksumNodes(checksum: S3Checksum | null): XmlNode[] {
  if (checksum === null) return [];
  return [
    [checksumElements[checksum.algorithm], checksum.value],
    ['ChecksumType', checksum.type],
  ];
}
