import type { ChecksumAlgorithm } from './checksum.ts';

export type CrcAlgorithm = Exclude<ChecksumAlgorithm, 'md5'>;

/** Reflected polynomial and width in bits; all four start from and end with all ones. */
const shapes: Readonly<Record<CrcAlgorithm, { readonly polynomial: bigint; readonly bits: number }>> = {
  crc32: { polynomial: 0xedb88320n, bits: 32 },
  crc32c: { polynomial: 0x82f63b78n, bits: 32 },
  crc64: { polynomial: 0xc96c5795d7870f42n, bits: 64 },
  crc64nvme: { polynomial: 0x9a6c9329ac4bc9b5n, bits: 64 },
};

/** A linear map over bits: row n is the image of bit n. */
type Matrix = readonly bigint[];

function apply(matrix: Matrix, vector: bigint): bigint {
  let image = 0n;
  for (let bit = 0, rest = vector; rest !== 0n; bit += 1, rest >>= 1n) {
    if (rest & 1n) image ^= matrix[bit] ?? 0n;
  }
  return image;
}

/** By algorithm: entry k advances a CRC over 2^k zero bytes. */
const zeroBytes = new Map<CrcAlgorithm, Matrix[]>();

function advanceBy(algorithm: CrcAlgorithm, power: number): Matrix {
  let known = zeroBytes.get(algorithm);
  if (!known) {
    const { polynomial, bits } = shapes[algorithm];
    const oneBit = Array.from({ length: bits }, (_, bit) => (bit === 0 ? polynomial : 1n << BigInt(bit - 1)));
    let matrix: Matrix = oneBit;
    for (let doubling = 0; doubling < 3; doubling += 1) matrix = square(matrix);
    known = [matrix];
    zeroBytes.set(algorithm, known);
  }
  for (let last = known.at(-1); last && known.length <= power; last = known.at(-1)) known.push(square(last));
  return known[power] ?? [];
}

function square(matrix: Matrix): Matrix {
  return matrix.map(row => apply(matrix, row));
}

/** The map that carries a CRC over `size` zero bytes; parts are nearly all of one size, so the last few are kept. */
const carries = new Map<string, Matrix>();
const mostCarries = 16;

function carryOver(algorithm: CrcAlgorithm, size: number): Matrix {
  const name = `${algorithm}:${size}`;
  const known = carries.get(name);
  if (known) return known;
  const powers: Matrix[] = [];
  for (let power = 0, rest = size; rest > 0; power += 1, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) powers.push(advanceBy(algorithm, power));
  }
  const identity = Array.from({ length: shapes[algorithm].bits }, (_, bit) => 1n << BigInt(bit));
  const carry = powers.reduce<Matrix>((whole, next) => whole.map(row => apply(next, row)), identity);
  if (carries.size >= mostCarries) carries.clear();
  carries.set(name, carry);
  return carry;
}

/**
 * The CRC of a‖b from the CRCs of a and b (hex) and the length of b in bytes. The way of zlib's crc32_combine: the CRC of
 * a is carried over `sizeB` zero bytes, where start and end values cancel out. O(log sizeB) for a new length, O(1) after.
 */
export function combineCrc(algorithm: CrcAlgorithm, a: string, b: string, sizeB: number): string {
  const crc = apply(carryOver(algorithm, sizeB), BigInt(`0x${a}`));
  return (crc ^ BigInt(`0x${b}`)).toString(16).padStart(shapes[algorithm].bits / 4, '0');
}
