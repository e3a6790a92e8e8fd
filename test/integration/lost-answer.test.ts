import { expect, test } from 'vitest';
import { type ErrorCode, fromErrorRecord } from '../../main/base/app-error.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import { createRunWorld, gated, key } from '../support/run-world.ts';

type Side = 'before' | 'after';

/** Loses the answers of the first calls of a method, one per side given. */
function loseAnswers(method: keyof ObjectStore, sides: readonly Side[], code: ErrorCode = 'net.interrupted') {
  const left = [...sides];
  return (store: ObjectStore) =>
    gated(store, (name, call) => {
      const side = name === method ? left.shift() : undefined;
      const lost = () =>
        Promise.reject(fromErrorRecord({ code, message: 'planned: the answer is lost', facts: {} }));
      if (side === 'before') return lost();
      if (side === 'after') return Promise.resolve(call()).then(lost);
      return call();
    });
}

test.each<[string, Side[]]>([
  ['Complete happened', ['after']],
  ['Complete did not happen', ['before']],
  ['Complete did not happen twice, then did', ['before', 'before', 'after']],
])('when the answer is lost and %s, the object is proven and nothing is sent twice', async (_, sides) => {
  const world = await createRunWorld();
  const bytes = world.write();
  const end = await world.run({ wrapStore: loseAnswers('complete', sides) });
  expect(end.state).toMatchObject({ at: 'done', proof: { size: bytes.length } });
  expect(Buffer.from(world.bucket.objects.get(key)?.bytes ?? [])).toEqual(bytes);
  expect(world.bucket.receivedBytes).toBe(bytes.length);
  expect(world.bucket.uploads.size).toBe(0);
});

test('an equal object that was there before does not leave the upload behind', async () => {
  const world = await createRunWorld();
  world.write();
  await world.run();
  let completed = 0;
  const end = await world.run({
    wrapStore: store =>
      gated(loseAnswers('complete', ['before'])(store), (name, call) => {
        if (name === 'complete') completed += 1;
        return call();
      }),
  });
  expect(end.state.at).toBe('done');
  expect(world.bucket.uploads.size).toBe(0);
  // The older object does not count as the answer: what goes with this upload, such as metadata, must arrive too.
  expect(completed).toBe(2);
});

test('that an answer was lost is written down before the store is asked', async () => {
  const world = await createRunWorld();
  world.write();
  const states: string[] = [];
  await world.run({
    wrapStore: loseAnswers('complete', ['after']),
    wrapLog: log => ({
      ...log,
      setState(id, state) {
        states.push(state.at);
        return log.setState(id, state);
      },
    }),
  });
  expect(states).toEqual(['starting', 'sending', 'finishing', 'checking', 'done']);
});

test('an upload that ended without our object starts over', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  let isFirst = true;
  const end = await world.run({
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'complete' && isFirst) {
          isFirst = false;
          world.bucket.uploads.clear();
        }
        return call();
      }),
  });
  expect(end.state.at).toBe('done');
  expect(world.notes).toContain('restarted');
  expect(Buffer.from(world.bucket.objects.get(key)?.bytes ?? [])).toEqual(bytes);
});

test.each<[string, Side]>([
  ['was stored', 'after'],
  ['was not stored', 'before'],
])('a PUT that must not overwrite is settled by HEAD when its answer is lost and it %s', async (_, side) => {
  const world = await createRunWorld();
  world.write(Buffer.from('small'));
  const end = await world.run({
    objectOptions: { forbidOverwrite: true },
    wrapStore: loseAnswers('put', [side]),
  });
  expect(end.state.at).toBe('done');
});

test('a PUT that must not overwrite is refused when a foreign object is there', async () => {
  const world = await createRunWorld();
  world.write(Buffer.from('theirs'));
  await world.run();
  world.write(Buffer.from('ours'));
  const end = await world.run({ objectOptions: { forbidOverwrite: true } });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'object.exists' } });
  expect(Buffer.from(world.bucket.objects.get(key)?.bytes ?? []).toString()).toBe('theirs');
});

test('an upload by parts that must not overwrite is refused before a byte is sent', async () => {
  const world = await createRunWorld();
  world.write(Buffer.from('theirs'));
  await world.run();
  world.write();
  const before = world.bucket.receivedBytes;
  const end = await world.run({ objectOptions: { forbidOverwrite: true } });
  expect(end.state).toMatchObject({ at: 'failed', error: { code: 'object.exists' } });
  expect(world.bucket.receivedBytes).toBe(before);
});

/** A store whose Complete tells another checksum than that of the bytes. */
const lying = (store: ObjectStore): ObjectStore => ({
  ...store,
  complete: async (completion, signal) => ({
    ...(await store.complete(completion, signal)),
    checksum: { algorithm: 'crc64', value: '00000000deadbeef' },
  }),
});

test('an object whose checksum is not ours fails loudly and is removed when nothing was there before', async () => {
  const world = await createRunWorld();
  world.write();
  const end = await world.run({ wrapStore: lying });
  expect(end.state).toMatchObject({
    at: 'failed',
    error: { code: 'upload.unproven', facts: { removed: true, theirs: '00000000deadbeef' } },
  });
  expect(world.bucket.objects.size).toBe(0);
});

test('it stays when an object was there before', async () => {
  const world = await createRunWorld();
  world.write();
  await world.run();
  const end = await world.run({ wrapStore: lying });
  expect(end.state).toMatchObject({
    at: 'failed',
    error: { code: 'upload.unproven', facts: { removed: false } },
  });
  expect(world.bucket.objects.size).toBe(1);
});

test('an object with nothing comparable is not called proven', async () => {
  const world = await createRunWorld();
  world.write();
  const end = await world.run({
    wrapStore: store => ({
      ...store,
      head: async (name, signal) => {
        const info = await store.head(name, signal);
        return info && { ...info, checksum: null, etag: 'opaque' };
      },
      complete: async (completion, signal) => ({
        ...(await store.complete(completion, signal)),
        checksum: null,
        etag: 'opaque',
      }),
    }),
  });
  expect(end.state).toMatchObject({
    at: 'failed',
    error: { code: 'upload.unproven', facts: { removed: false } },
  });
});

test('an object that somebody else has put in its place is not removed', async () => {
  const world = await createRunWorld();
  world.write();
  const end = await world.run({
    wrapStore: store => ({
      ...lying(store),
      head: async (name, signal) => {
        const info = await store.head(name, signal);
        return info && { ...info, etag: 'ANOTHER' };
      },
    }),
  });
  expect(end.state).toMatchObject({ at: 'failed', error: { facts: { removed: false } } });
  expect(world.bucket.objects.size).toBe(1);
});
