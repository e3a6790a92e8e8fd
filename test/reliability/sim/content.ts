import { createRandom } from '../../support/random.ts';

/** Bytes that follow from their number; other numbers give other bytes. */
export function contentOf(salt: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  const random = createRandom(salt);
  let at = 0;
  for (; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.floor(random.next() * 2 ** 32), at);
  for (; at < size; at += 1) bytes[at] = Math.floor(random.next() * 256);
  return bytes;
}
