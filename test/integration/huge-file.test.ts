import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { uploadOf } from '../../main/model/transfer.ts';
import { countParts } from '../../main/plan/partition.ts';
import { createWorld } from '../support/world.ts';

const tebibyte = 1024 ** 4;
const mebibyte = 1024 ** 2;

/** Null where the file system holds no file of this size. */
function createSparseFile(path: string, size: number): string | null {
  const handle = openSync(path, 'w');
  try {
    ftruncateSync(handle, size);
    return path;
  } catch {
    return null;
  } finally {
    closeSync(handle);
  }
}

test('a file of 6 TB is cut into at most 10,000 parts, and its first parts are sent', async context => {
  const world = await createWorld('oss');
  const size = 6 * tebibyte;
  const path = createSparseFile(join(world.dir, 'huge.bin'), size);
  if (path === null) return context.skip('this file system holds no file of 6 TB');
  const engine = await world.engine({ parallel: 1 });
  const stop = new AbortController();
  engine.onProgress(({ confirmedParts, totalParts }) => {
    expect(totalParts).toBeLessThanOrEqual(10_000);
    if (confirmedParts >= 1) stop.abort();
  });
  const end = await engine.upload(
    { path, key: 'huge.bin', access: world.access, options: {}, threshold: 10 * mebibyte },
    stop.signal,
  );
  expect(end.state.at).toBe('paused');
  const partSize = uploadOf(end.state)?.partSize ?? 0;
  expect(partSize).toBe(630 * mebibyte);
  expect(countParts(size, partSize)).toBeLessThanOrEqual(10_000);
  expect(world.bucket.server.stats().bodyBytes.sendPart).toBeGreaterThanOrEqual(partSize);
  await engine.cancel(end.id, world.access, new AbortController().signal);
  expect(await world.pending()).toEqual([]);
});
