import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createCRC32, createCRC64, type IHasher } from 'hash-wasm';
import { AppError } from '../base/app-error.ts';
import type { DigestAlgorithm } from './checksum.ts';
import { type CrcFold, createCrcFold, type FoldedCrc } from './crc-fold.ts';

/** A running digest; `hex` may be asked once. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** Lower-case, big-endian, full width. */
  hex(): string;
}

/** Reflected polynomial of CRC-64/NVME. */
const nvmePolynomial = '9a6c9329ac4bc9b5';
/** Reflected Castagnoli polynomial. */
const castagnoliPolynomial = 0x82f63b78;

export async function createDigest(algorithm: DigestAlgorithm): Promise<Digest> {
  switch (algorithm) {
    case 'crc32':
      return zlibDigest();
    case 'crc32c':
    case 'crc64':
    case 'crc64nvme':
      return lendCrc(algorithm);
    case 'md5':
    case 'sha256':
      return cryptoDigest(algorithm);
  }
}

/** CRC-32 by zlib, the fastest that Node has built in. */
function zlibDigest(): Digest {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    hex: () => value.toString(16).padStart(8, '0'),
  };
}

/** A hasher of tables, and what shortens its messages. */
interface Crc {
  readonly hasher: IHasher;
  readonly fold: CrcFold | null;
}

/** Those that nobody uses: each has WebAssembly memories of its own, which take longer to make than a small file to hash. */
const idle: Record<FoldedCrc, Crc[]> = { crc32c: [], crc64: [], crc64nvme: [] };

function createHasher(algorithm: FoldedCrc): Promise<IHasher> {
  switch (algorithm) {
    case 'crc32c':
      return createCRC32(castagnoliPolynomial);
    case 'crc64':
      return createCRC64();
    case 'crc64nvme':
      return createCRC64(nvmePolynomial);
  }
}

/** A CRC comes back with its `hex`; one that was given up in the middle is left to the garbage collector. */
async function lendCrc(algorithm: FoldedCrc): Promise<Digest> {
  let lent: Crc | null = idle[algorithm].pop() ?? {
    hasher: await createHasher(algorithm),
    fold: createCrcFold(algorithm),
  };
  lent.hasher.init();
  const crc = () => {
    if (lent) return lent;
    throw new AppError('bug', 'a digest ends with its hex');
  };
  return {
    update(bytes) {
      const { hasher, fold } = crc();
      if (fold) fold.update(bytes);
      else hasher.update(bytes);
    },
    hex() {
      const { hasher, fold } = crc();
      if (fold) hasher.update(fold.finish());
      const value = hasher.digest('hex');
      idle[algorithm].push(crc());
      lent = null;
      return value;
    },
  };
}

function cryptoDigest(name: 'md5' | 'sha256'): Digest {
  const hash = createHash(name);
  return { update: bytes => void hash.update(bytes), hex: () => hash.digest('hex') };
}

/** The digest of bytes that are all in memory. */
export async function digestOf(algorithm: DigestAlgorithm, bytes: Uint8Array): Promise<string> {
  const digest = await createDigest(algorithm);
  digest.update(bytes);
  return digest.hex();
}
