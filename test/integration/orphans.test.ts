import { expect, test } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import { createRunWorld, gated, key, type RunWorld } from '../support/run-world.ts';

type Side = 'before' | 'after';

/** Loses the answers of the first begins, one per side given; `then` happens right after each. */
function loseBegins(sides: readonly Side[], then = () => {}) {
  const left = [...sides];
  return (store: ObjectStore) =>
    gated(store, (name, call) => {
      const side = name === 'begin' ? left.shift() : undefined;
      const lost = () => {
        then();
        return Promise.reject(new AppError('net.interrupted', 'planned: the answer is lost'));
      };
      if (side === 'before') return lost();
      if (side === 'after') return Promise.resolve(call()).then(lost);
      return call();
    });
}

const never = new AbortController().signal;
const pending = (world: RunWorld) => [...world.bucket.uploads.keys()];

test.each<[string, Side[]]>([
  ['the upload was begun', ['after']],
  ['the upload was begun twice', ['after', 'after']],
  ['nothing was begun', ['before']],
])('a lost answer to begin leaves no orphan when %s', async (_, sides) => {
  const world = await createRunWorld();
  const bytes = world.write();
  const end = await world.run({ wrapStore: loseBegins(sides) });
  expect(end.state.at).toBe('done');
  expect(world.bucket.uploads.size).toBe(0);
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('an upload that the key had before is left alone', async () => {
  const world = await createRunWorld();
  world.write();
  const other = await world.bucket.begin(key, {}, never);
  await world.run({ wrapStore: loseBegins(['after']) });
  expect(pending(world)).toEqual([other.uploadId]);
});

test('an upload of a longer key is left alone', async () => {
  const world = await createRunWorld();
  world.write();
  const other = await world.bucket.begin(`${key}.other`, {}, never);
  await world.run({ wrapStore: loseBegins(['after']) });
  expect(pending(world)).toEqual([other.uploadId]);
});

test('an upload of somebody else that holds parts by now is left alone', async () => {
  const world = await createRunWorld();
  world.write();
  const theirs: string[] = [];
  const beginTheirs = () => {
    const uploadId = `theirs-${theirs.length}`;
    theirs.push(uploadId);
    const stored = { number: 1, size: 3, etag: 'E', checksum: null };
    world.bucket.uploads.set(uploadId, {
      key,
      initiatedAtMs: 0,
      parts: new Map([[1, { bytes: Buffer.from('abc'), stored }]]),
    });
  };
  await world.run({ wrapStore: loseBegins(['after'], beginTheirs) });
  expect(pending(world)).toEqual(theirs);
});

test('an upload that another transfer of this computer has begun is left alone', async () => {
  const world = await createRunWorld();
  world.write();
  const begun: string[] = [];
  await world.run({
    wrapStore: loseBegins(['after'], () => {
      world.bucket.uploads.set('known', { key, initiatedAtMs: 0, parts: new Map() });
      begun.push('known');
    }),
    wrapLog: log => ({
      ...log,
      uploadIds: () => [...log.uploadIds({ address: world.bucket.address, key }), ...begun],
    }),
  });
  expect(pending(world)).toEqual(['known']);
});

test('a begin whose answer a crash has swallowed is cleaned up by the next run', async () => {
  const world = await createRunWorld();
  world.write();
  const stop = new AbortController();
  const end = await world.run({
    signal: stop.signal,
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name !== 'begin') return call();
        return Promise.resolve(call()).then(() => {
          stop.abort();
          throw stop.signal.reason;
        });
      }),
  });
  expect(end.state).toEqual({ at: 'paused', upload: null });
  expect(pending(world)).toHaveLength(1);
  expect((await world.run()).state.at).toBe('done');
  expect(pending(world)).toEqual([]);
  expect(world.notes).toContain('orphanRemoved');
});

test('a store that does not let us list uploads is used without', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  const denied = () => Promise.reject(new AppError('remote.denied', 'planned: listing is not allowed'));
  const end = await world.run({
    wrapStore: store => gated(store, (name, call) => (name === 'listUploads' ? denied() : call())),
  });
  expect(end.state.at).toBe('done');
  expect(world.bucket.receivedBytes).toBe(bytes.length);
});

test('removing an upload is repeated until the server lists it no more', async () => {
  const world = await createRunWorld();
  world.write();
  let isFirst = true;
  await world.run({
    wrapStore: store =>
      gated(loseBegins(['after'])(store), (name, call) => {
        // A part in flight can keep an upload alive through its first removal.
        if (name === 'abandon' && isFirst) {
          isFirst = false;
          return Promise.resolve();
        }
        return call();
      }),
  });
  expect(isFirst).toBe(false);
  expect(pending(world)).toEqual([]);
});
