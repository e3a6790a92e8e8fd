import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { uploadOf } from '../../main/model/transfer.ts';
import { createRunWorld, failAt, gated, stopAtPart, stored } from '../support/run-world.ts';

test('a stopped upload sends only what is missing, and its proof is the checksum of the whole', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await stopAtPart(world, 4);
  const end = await world.run();
  expect(end.state).toMatchObject({ at: 'done', proof: { size: 5300, ours: { algorithm: 'crc64' } } });
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test.each(['net.timeout', 'net.unreachable', 'remote.unavailable', 'remote.denied'] as const)(
  'a part list that cannot be had (%s) is not "gone": the upload waits for the next run',
  async code => {
    const world = await createRunWorld();
    const bytes = world.write();
    await stopAtPart(world, 4);
    const before = [...world.bucket.uploads.keys()];
    const end = await world.run({ wrapStore: failAt('listParts', 1, code) });
    expect(['failed', 'blocked']).toContain(end.state.at);
    expect([...world.bucket.uploads.keys()]).toEqual(before);
    expect((await world.run()).state.at).toBe('done');
    expect(world.bucket.receivedBytes).toBe(bytes.length);
    expect(world.notes).not.toContain('restarted');
  },
);

test('an upload that the server has forgotten starts over and says why', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await stopAtPart(world, 4);
  world.bucket.uploads.clear();
  expect((await world.run()).state.at).toBe('done');
  expect(world.notes).toContain('restarted');
  expect(stored(world)).toEqual(bytes);
});

test('the part size of the record is kept whatever the settings say now', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const before = uploadOf((await stopAtPart(world, 4)).state);
  await world.run({ settings: { partSize: 700 } });
  expect(before?.partSize).toBe(1000);
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('a file below the threshold of today goes on by parts when it was begun by parts', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await stopAtPart(world, 4);
  await world.run({ settings: { threshold: 1_000_000 } });
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('receipts that were lost are adopted from the server when the local bytes are equal', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const { id } = await stopAtPart(world, 6);
  await world.run({
    wrapLog: log => {
      log.claim = (claim => wanted => {
        const claimed = claim(wanted);
        log.dropReceipts(id);
        return claimed;
      })(log.claim);
      return log;
    },
  });
  expect(world.notes).toContain('adopted');
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('a part on the server that is not the local bytes is sent again', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await stopAtPart(world, 6);
  const [upload] = world.bucket.uploads.values();
  const foreign = upload?.parts.get(2);
  if (!upload || !foreign) throw new Error('part 2 was sent');
  const checksum = { algorithm: 'crc64', value: '0123456789abcdef' } as const;
  const etag = 'F'.repeat(32);
  upload.parts.set(2, { bytes: randomBytes(1000), stored: { ...foreign.stored, checksum, etag } });
  await world.run();
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length + 1000);
});

test('parts of the record that the server lacks are sent again', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await stopAtPart(world, 6);
  const [upload] = world.bucket.uploads.values();
  upload?.parts.delete(1);
  upload?.parts.delete(3);
  await world.run();
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length + 2000);
});

test('a part that vanishes before Complete is found out and sent again', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const end = await world.run({
    wrapStore: store => {
      let isFirst = true;
      return gated(store, (name, call) => {
        if (name === 'complete' && isFirst) {
          isFirst = false;
          for (const upload of world.bucket.uploads.values()) upload.parts.delete(2);
        }
        return call();
      });
    },
  });
  expect(end.state.at).toBe('done');
  expect(stored(world)).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length + 1000);
});

test('a paused upload drops only parts in flight and goes on later', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const stop = new AbortController();
  let sent = 0;
  const end = await world.run({
    signal: stop.signal,
    settings: { parallel: 1 },
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'sendPart') sent += 1;
        if (name === 'sendPart' && sent === 3) stop.abort();
        return stop.signal.aborted ? Promise.reject(stop.signal.reason) : call();
      }),
  });
  expect(end.state.at).toBe('paused');
  expect((await world.run()).state.at).toBe('done');
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('credentials that end block the transfer and never fail it', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const end = await world.run({ wrapStore: failAt('sendPart', 3, 'credentials.expired') });
  expect(end.state).toMatchObject({ at: 'blocked', error: { code: 'credentials.expired' } });
  expect((await world.run()).state.at).toBe('done');
  expect(world.bucket.receivedBytes).toBeLessThanOrEqual(bytes.length + 1000);
});
