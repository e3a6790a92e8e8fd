import { expect, test } from 'vitest';
import { createPartBuffers, mostInFlight } from '../../../../main/upload/stream/part-buffers.ts';

const MiB = 1024 ** 2;

test('a buffer is used again', () => {
  const buffers = createPartBuffers();
  const first = buffers.take(1000);
  const second = buffers.take(1000);
  expect(second).not.toBe(first);
  buffers.give(first);
  expect(buffers.take(1000)).toBe(first);
});

test('buffers of a size that is over are let go', () => {
  const buffers = createPartBuffers();
  const small = buffers.take(1000);
  const other = buffers.take(1000);
  buffers.give(other);
  expect(buffers.take(3000)).toHaveLength(3000);
  buffers.give(small);
  expect(buffers.take(3000)).toHaveLength(3000);
  expect([small.buffer.byteLength, other.buffer.byteLength]).toEqual([0, 0]);
});

test.each([
  [16 * MiB, 4, 4],
  [16 * MiB, 64, 8],
  [16 * MiB, 1, 2],
  [48 * MiB, 8, 2],
  [5 * MiB, 64, 25],
  [304 * MiB, 8, 2],
])('of parts of %i bytes with %i requests at once, %i are in flight', (partSize, parallel, most) => {
  expect(mostInFlight(partSize, parallel)).toBe(most);
});
