import { randomBytes } from 'node:crypto';
import { truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { digestOf } from '../../main/model/digest.ts';
import { bufferBytes, createBufferPool } from '../../main/upload/buffer-pool.ts';
import { type FileSliceBody, openFileSlice } from '../../main/upload/file-slice.ts';
import { createRateLimit, createRateLimitCells } from '../../main/upload/rate-limit.ts';
import { readSource } from '../../main/upload/source.ts';
import { failFileCall } from '../support/failing-file-call.ts';
import { createTempDir } from '../support/temp-dir.ts';

const never = new AbortController().signal;

async function createFile(bytes: Uint8Array) {
  const path = join(await createTempDir(), 'file.bin');
  writeFileSync(path, bytes);
  const moved = { bytes: 0 };
  const open = async (offset: number, size: number): Promise<FileSliceBody> => {
    const body = openFileSlice({
      slice: { source: await readSource(path), offset, size },
      algorithm: 'crc64',
      buffers: createBufferPool(),
      rateLimit: createRateLimit(createRateLimitCells(null), systemClock),
      moved: {
        restart: () => {
          moved.bytes = 0;
        },
        add: count => {
          moved.bytes += count;
        },
      },
      signal: never,
    });
    onTestFinished(body.close);
    return body;
  };
  return { path, moved, open };
}

/** Copies each chunk before asking for the next one, as the contract of a body says. */
async function drain(body: FileSliceBody): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body.open() as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const sizes = [0, 1, bufferBytes - 1, bufferBytes, bufferBytes + 1, 2 * bufferBytes, 5 * bufferBytes + 17];

test.each(sizes)(
  'a slice of %i bytes gives exactly its bytes and their checksum, again and again',
  async size => {
    const bytes = randomBytes(size + 1000);
    const { moved, open } = await createFile(bytes);
    const body = await open(300, size);
    const expected = bytes.subarray(300, 300 + size);
    for (let round = 0; round < 2; round += 1) {
      expect((await drain(body)).equals(expected)).toBe(true);
      expect(body.sentChecksum()).toBe(await digestOf('crc64', expected));
      expect(moved.bytes).toBe(size);
    }
    expect(await body.digest('md5')).toBe(await digestOf('md5', expected));
  },
);

test('a file that became shorter is found out while it is read', async () => {
  const { path, open } = await createFile(randomBytes(3 * bufferBytes));
  const body = await open(0, 3 * bufferBytes);
  truncateSync(path, bufferBytes + 5);
  await expect(drain(body)).rejects.toThrow(expect.objectContaining({ code: 'file.changed' }));
});

test('a file that is touched while it is read breaks off before the last byte, so that no torn object is stored', async () => {
  const size = 3 * bufferBytes;
  const { path, open } = await createFile(randomBytes(size));
  const body = await open(0, size);
  let given = 0;
  const send = async () => {
    for await (const chunk of body.open() as AsyncIterable<Uint8Array>) {
      if (given === 0) utimesSync(path, 9, 9);
      given += chunk.length;
    }
  };
  await expect(send()).rejects.toThrow(expect.objectContaining({ code: 'file.changed' }));
  expect(given).toBeLessThan(size);
});

test('bytes that differ between checksum and sending are found out', async () => {
  const { path, open } = await createFile(randomBytes(1000));
  const body = await open(0, 1000);
  await body.digest('crc64');
  writeFileSync(path, randomBytes(1000));
  await expect(drain(body)).rejects.toThrow(expect.objectContaining({ code: 'file.changed' }));
});

test('a slice of a file that was replaced does not open', async () => {
  const { path, open } = await createFile(randomBytes(1000));
  const source = await readSource(path);
  utimesSync(path, 1, 1);
  const stale = () =>
    openFileSlice({
      slice: { source, offset: 0, size: 1000 },
      algorithm: 'crc64',
      buffers: createBufferPool(),
      rateLimit: createRateLimit(createRateLimitCells(null), systemClock),
      moved: { restart() {}, add() {} },
      signal: never,
    });
  expect(stale).toThrow(expect.objectContaining({ code: 'file.changed' }));
  expect((await open(0, 10)).size).toBe(10);
});

test('the checksum of a sending that was cut off is not given out', async () => {
  const { open } = await createFile(randomBytes(3 * bufferBytes));
  const body = await open(0, 3 * bufferBytes);
  for await (const _ of body.open() as AsyncIterable<Uint8Array>) break;
  expect(() => body.sentChecksum()).toThrow(expect.objectContaining({ code: 'bug' }));
});

test('missing files and directories are told apart', async () => {
  const dir = await createTempDir();
  await mkdir(join(dir, 'sub'));
  await expect(readSource(join(dir, 'none'))).rejects.toThrow(
    expect.objectContaining({ code: 'file.missing' }),
  );
  await expect(readSource(join(dir, 'sub'))).rejects.toThrow(
    expect.objectContaining({
      code: 'file.not-regular',
      facts: { path: join(dir, 'sub'), kind: 'directory' },
    }),
  );
});

test.each([
  ['EIO', 'file.unreadable'],
  ['ENOENT', 'file.missing'],
])('a file that answers %s to a look at it through the open handle is %s', async (errno, code) => {
  const { open } = await createFile(randomBytes(10));
  const failures = failFileCall('fstatSync', errno);
  await expect(open(0, 10)).rejects.toMatchObject({ code, facts: { errno } });
  expect(failures()).toBe(1);
});
