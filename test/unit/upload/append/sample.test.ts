import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LogFile } from '../../../../main/upload/append/log-file.ts';
import {
  emptySample,
  extendSample,
  holdsSample,
  readSample,
  sampleBytes,
} from '../../../../main/upload/append/sample.ts';

/** A file in memory. */
function fileOf(bytes: Buffer): LogFile {
  return {
    path: '/memory',
    inode: '1',
    device: '1',
    size: async () => bytes.length,
    look: async () => ({ size: bytes.length, mtimeNs: '0', isDeleted: false }),
    read: async (buffer, offset) => bytes.copy(buffer, 0, Math.min(offset, bytes.length)),
    crc: async () => null,
    close: async () => {},
  };
}

test.each([
  [1, 2, 3],
  [sampleBytes, 1],
  [sampleBytes - 1, 2, sampleBytes * 3, 5],
  [1, sampleBytes, sampleBytes + 1, sampleBytes - 1],
])('pieces of %j bytes give the sample that the file has', async (...sizes) => {
  const bytes = randomBytes(sizes.reduce((sum, size) => sum + size, 0));
  let sample = emptySample;
  let position = 0;
  for (const size of sizes) {
    sample = extendSample(sample, bytes.subarray(position, position + size));
    position += size;
    expect(sample).toEqual(await readSample(fileOf(bytes), 0, position));
  }
});

test('a sample keeps its bytes when the memory of the piece is used again', () => {
  const piece = Buffer.alloc(sampleBytes * 2, 1);
  const sample = extendSample(emptySample, piece);
  piece.fill(2);
  expect([sample.head[0], sample.tail[0]]).toEqual([1, 1]);
});

test.each<[string, (bytes: Buffer) => Buffer, boolean]>([
  ['has grown', bytes => Buffer.concat([bytes, Buffer.from('more')]), true],
  ['begins differently', bytes => Buffer.concat([Buffer.from('x'), bytes.subarray(1)]), false],
  ['was cut by a byte', bytes => bytes.subarray(0, -1), false],
  ['is empty', () => Buffer.alloc(0), false],
])('a file that %s', async (_, change, isHeld) => {
  const bytes = randomBytes(3 * sampleBytes);
  const sample = await readSample(fileOf(bytes), 0, bytes.length);
  const place = { base: 0, position: bytes.length };
  expect(await holdsSample(fileOf(change(bytes)), place, sample)).toBe(isHeld);
});
