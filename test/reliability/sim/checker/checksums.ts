import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A reflected CRC of 64 bits by a table of halves; slow and plain, and not the engine's. */
function createCrc64(polynomial: bigint): (bytes: Uint8Array) => string {
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    low[byte] = Number(value & 0xffff_ffffn);
    high[byte] = Number(value >> 32n);
  }
  return bytes => {
    let l = 0xffff_ffff;
    let h = 0xffff_ffff;
    for (const byte of bytes) {
      const at = (l ^ byte) & 0xff;
      l = ((l >>> 8) | (h << 24)) ^ (low[at] as number);
      h = (h >>> 8) ^ (high[at] as number);
    }
    const hex = (value: number) => (~value >>> 0).toString(16).padStart(8, '0');
    return hex(h) + hex(l);
  };
}

function createCrc32c(): (bytes: Uint8Array) => string {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    table[byte] = value >>> 0;
  }
  return bytes => {
    let value = 0xffff_ffff;
    for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] as number);
    return (~value >>> 0).toString(16).padStart(8, '0');
  };
}

const checksums: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  crc64: createCrc64(0xc96c5795d7870f42n),
  crc64nvme: createCrc64(0x9a6c9329ac4bc9b5n),
  crc32: bytes => crc32(bytes).toString(16).padStart(8, '0'),
  crc32c: createCrc32c(),
  md5: bytes => createHash('md5').update(bytes).digest('hex'),
};

/** Lower-case hex; null for what this checker does not know. */
export function checksumOf(algorithm: string, bytes: Uint8Array): string | null {
  return checksums[algorithm]?.(bytes) ?? null;
}

/** Names a content. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('base64');
}
