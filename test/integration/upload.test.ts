import { expect, test } from 'vitest';
import type { StoreKind } from '../../main/model/target.ts';
import type { Transfer } from '../../main/model/transfer.ts';
import { createWorld, partSizes, type World } from '../support/world.ts';

const kinds: StoreKind[] = ['oss', 's3'];
const kib = 1024;

test.each(kinds)('%s: files of every size arrive as they were, and are proven', async kind => {
  const world = await createWorld(kind);
  const part = partSizes[kind];
  for (const size of [0, 1, 16 * kib, part - 1, part, part + 1, 3 * part + 7]) {
    const { path, bytes } = world.file(`file-${size}`, size);
    const end = await world.upload(path, `dir/file-${size}`);
    expect(end.state, `size ${size}`).toMatchObject({
      at: 'done',
      proof: { size, theirs: expect.any(String) },
    });
    expect((await world.read(`dir/file-${size}`))?.equals(bytes), `size ${size}`).toBe(true);
  }
  expect(await world.pending()).toEqual([]);
});

test.each<[StoreKind, string, 'crc32' | 'crc32c' | 'crc64nvme']>([
  ['oss', 'crc64', 'crc32'],
  ['s3', 'crc32', 'crc32'],
  ['s3', 'crc32c', 'crc32c'],
  ['s3', 'crc64nvme', 'crc64nvme'],
])('%s proves by %s, by parts and by one PUT', async (kind, algorithm, checksum) => {
  const world = await createWorld(kind, { access: { checksum } });
  for (const size of [100, 2 * partSizes[kind]]) {
    const { path } = world.file(`file-${size}`, size);
    const end = await world.upload(path, `file-${size}`);
    expect(end.state).toMatchObject({ at: 'done', proof: { ours: { algorithm } } });
  }
});

test.each(kinds)('%s: many files at once share one engine', async kind => {
  const world = await createWorld(kind);
  const files = Array.from({ length: 30 }, (_, index) => world.file(`f${index}`, index * 19_000));
  const engine = await world.engine();
  const ends = await Promise.all(
    files.map(({ path }, index) =>
      engine.upload(
        { path, key: `many/${index}`, access: world.access, options: {}, threshold: 64 * kib },
        new AbortController().signal,
      ),
    ),
  );
  expect(new Set(ends.map(end => end.state.at))).toEqual(new Set(['done']));
  await engine.close();
  for (const [index, { bytes }] of files.entries()) {
    expect((await world.read(`many/${index}`))?.equals(bytes), `file ${index}`).toBe(true);
  }
});

test('two runs of the same file to the same key: the second says so', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  world.bucket.faults.on('sendPart').delay(300);
  const [first, second] = await Promise.allSettled([world.upload(path, 'key'), world.upload(path, 'key')]);
  expect([first, second].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect([first, second].find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'transfer.busy', facts: { path, key: 'key' } },
  });
});

test('progress counts every byte once and ends at the total', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  const engine = await world.engine();
  const seen: number[] = [];
  const totals: number[] = [];
  engine.onProgress(({ confirmedBytes, movingBytes, totalBytes }) => {
    seen.push(confirmedBytes);
    totals.push(totalBytes);
    expect(confirmedBytes + movingBytes).toBeLessThanOrEqual(totalBytes);
  });
  await engine.upload(
    { path, key: 'k', access: world.access, options: {}, threshold: 1, partSize: 100 * kib },
    new AbortController().signal,
  );
  expect(seen.at(-1)).toBe(700 * kib);
  expect(totals.at(-1)).toBe(700 * kib);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
});

test('cancel removes the parts from the server and ends the transfer for good', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  const engine = await world.engine();
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 1, partSize: 100 * kib };
  world.bucket.faults.on('sendPart', { nth: 4 }).delay(400);
  const ended = engine.upload(wish, new AbortController().signal);
  const id = await new Promise<string>(resolve => {
    engine.onEvent(event => {
      if (event.type === 'changed' && event.transfer.state.at === 'sending') resolve(event.transfer.id);
    });
  });
  await engine.cancel(id, world.access, new AbortController().signal);
  expect((await ended).state.at).toBe('paused');
  expect(engine.unfinished()).toEqual([]);
  await engine.close();
  expect(await world.pending()).toEqual([]);
  expect(await world.read('k')).toBeNull();
});

test('a wish that cannot become a transfer is refused with its code, and leaves no record', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  await expect(world.upload(`${path}.none`, 'k')).rejects.toMatchObject({ code: 'file.missing' });
  await expect(world.upload(world.dir, 'k')).rejects.toMatchObject({ code: 'file.not-regular' });
  await expect(world.upload(path, '/k')).rejects.toMatchObject({ code: 'key.invalid' });
  await expect(world.upload(path, 'k'.repeat(1024))).rejects.toMatchObject({ code: 'key.invalid' });
  await expect(world.upload(path, 'k', { partSize: 1 })).rejects.toMatchObject({ code: 'part.size' });
  expect((await world.engine()).unfinished()).toEqual([]);
});

/** Runs until a transfer is sending, then pauses it. */
async function pauseInTheMiddle(world: World, key: string, path: string): Promise<Transfer> {
  const engine = await world.engine({ parallel: 1 });
  const stop = new AbortController();
  engine.onProgress(({ confirmedParts }) => {
    if (confirmedParts >= 2) stop.abort();
  });
  world.bucket.faults.on('sendPart', { nth: 4 }).delay(400);
  const end = await engine.upload(
    { path, key, access: world.access, options: {}, threshold: 1, partSize: 100 * kib },
    stop.signal,
  );
  await engine.close();
  expect(end.state.at).toBe('paused');
  return end;
}

test('an upload that goes on under "do not overwrite" respects an object that came in the meantime', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  await pauseInTheMiddle(world, 'k', path);
  const theirs = world.file('theirs', 10);
  expect((await world.upload(theirs.path, 'k')).state.at).toBe('done');
  const end = await world.upload(path, 'k', { options: { forbidOverwrite: true } });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'object.exists' } });
  expect((await world.read('k'))?.equals(theirs.bytes)).toBe(true);
});

test('cancelling a transfer that is over touches nothing, not even a later one of the same file', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  const first = await world.upload(path, 'k');
  await pauseInTheMiddle(world, 'k', path);
  const engine = await world.engine();
  await engine.cancel(first.id, world.access, new AbortController().signal);
  await engine.close();
  expect(await world.pending()).toEqual(['k']);
  expect((await world.upload(path, 'k')).state.at).toBe('done');
});

test('a part size of today that would not fit does not stop an upload that was begun with another', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  await pauseInTheMiddle(world, 'k', path);
  expect((await world.upload(path, 'k', { partSize: 1 })).state.at).toBe('done');
});

test('closing the engine pauses what runs and refuses what comes after', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 700 * kib);
  const engine = await world.engine();
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 1, partSize: 100 * kib };
  const ended = engine.upload(wish, new AbortController().signal);
  const began = new Promise<void>(resolve => {
    engine.onEvent(event => {
      if (event.type === 'changed' && event.transfer.state.at === 'sending') resolve();
    });
  });
  await began;
  await engine.close();
  expect(['paused', 'done']).toContain((await ended).state.at);
  await expect(async () => engine.upload(wish, new AbortController().signal)).rejects.toMatchObject({
    code: 'bug',
  });
});

test('a listener that throws harms no transfer', async () => {
  const world = await createWorld('oss');
  const { path } = world.file('file', 10);
  const engine = await world.engine();
  engine.onEvent(() => {
    throw new Error('planned');
  });
  const wish = { path, key: 'k', access: world.access, options: {}, threshold: 1000 };
  expect((await engine.upload(wish, new AbortController().signal)).state.at).toBe('done');
});
