import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * The checksums of proofs, written anew so that the checker shares no code with the engine. CRC-64 by two halves of 32
 * bits, least significant bit first.
 */
const polynomials = { crc64: 0xc96c5795d7870f42n, crc64nvme: 0x9a6c9329ac4bc9b5n } as const;
const tables = new Map<string, readonly [high: Uint32Array, low: Uint32Array]>();

function tableOf(name: keyof typeof polynomials): readonly [high: Uint32Array, low: Uint32Array] {
  const known = tables.get(name);
  if (known) return known;
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomials[name] : value >> 1n;
    high[byte] = Number(value >> 32n);
    low[byte] = Number(value & 0xffff_ffffn);
  }
  tables.set(name, [high, low]);
  return [high, low];
}

function crc64(name: keyof typeof polynomials, bytes: Uint8Array): string {
  const [tableHigh, tableLow] = tableOf(name);
  let high = 0xffff_ffff;
  let low = 0xffff_ffff;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (tableLow[index] ?? 0);
    high = (high >>> 8) ^ (tableHigh[index] ?? 0);
  }
  const hex = (half: number) => (~half >>> 0).toString(16).padStart(8, '0');
  return hex(high) + hex(low);
}

/** Lower-case hex, as proofs have it. Throws for an algorithm that no proof of these runs should name. */
export function checksumOf(algorithm: string, bytes: Uint8Array): string {
  if (algorithm === 'crc64' || algorithm === 'crc64nvme') return crc64(algorithm, bytes);
  if (algorithm === 'crc32') return crc32(bytes).toString(16).padStart(8, '0');
  if (algorithm === 'md5') return createHash('md5').update(bytes).digest('hex');
  throw new Error(`no checksum named ${algorithm} was expected`);
}
