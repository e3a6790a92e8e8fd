import type { Checksum, ChecksumAlgorithm } from '../model/checksum.ts';

/** Hex digits by algorithm. */
const width: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc64: 16,
  crc64nvme: 16,
  crc32: 8,
  crc32c: 8,
  md5: 32,
};

/** OSS prints CRC-64 as an unsigned decimal; null for text that is none. */
export function checksumFromDecimal(text: string | undefined): Checksum | null {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return null;
  const value = BigInt(text).toString(16).padStart(width.crc64, '0');
  return value.length === width.crc64 ? { algorithm: 'crc64', value } : null;
}

/** S3 prints checksums as base64 of the big-endian bytes; null for text that is none of this algorithm. */
export function checksumFromBase64(algorithm: ChecksumAlgorithm, text: string | undefined): Checksum | null {
  if (text === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const value = Buffer.from(text, 'base64').toString('hex');
  return value.length === width[algorithm] ? { algorithm, value } : null;
}

export function hexToBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
