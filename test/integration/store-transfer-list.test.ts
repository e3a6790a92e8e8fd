import { expect, test } from 'vitest';
import type { TransferOrder, TransferWindow } from '../../main/store/transfer-list.ts';
import { damage, openTestStore, rowsOf } from '../support/open-test-store.ts';
import { sampleHand, usualWish } from '../support/sample-hand.ts';
import { sampleProof, sampleReceipt, sampleUpload } from '../support/sample-transfer.ts';
import { createTempDir } from '../support/temp-dir.ts';

const whole: TransferWindow = {
  ...{ group: 'all', search: '', folder: null, order: 'added', isDescending: false, offset: 0, limit: 100 },
};

async function openList(names: readonly string[]) {
  const dir = await createTempDir();
  const store = await openTestStore(dir);
  const ids = store.hand.add(names.map((name, number) => sampleHand(name, 1_000 * (names.length - number))));
  const namesOf = (over: Partial<TransferWindow> = {}) =>
    store.list.window({ ...whole, ...over }).rows.map(({ key }) => key);
  return { ...store, dir, ids, namesOf };
}

test('signs that SQL takes for wildcards are found as they are, and letters in either case', async () => {
  const { namesOf } = await openList([
    '100%.txt',
    '100x.txt',
    'a_b.txt',
    'aXb.txt',
    'c\\d.txt',
    '港口.jpg',
    'Ölfass',
  ]);
  expect(namesOf({ search: '0%' })).toEqual(['100%.txt']);
  expect(namesOf({ search: 'a_b' })).toEqual(['a_b.txt']);
  expect(namesOf({ search: 'c\\d' })).toEqual(['c\\d.txt']);
  expect(namesOf({ search: 'AXB' })).toEqual(['aXb.txt']);
  expect(namesOf({ search: '港' })).toEqual(['港口.jpg']);
  expect(namesOf({ search: 'Öl' })).toEqual(['Ölfass']);
  expect(namesOf({ search: "'; DROP TABLE transfer; --" })).toEqual([]);
});

test.each<[TransferOrder, readonly string[]]>([
  ['added', ['b', 'C', 'a']],
  ['name', ['a', 'b', 'C']],
  ['size', ['a', 'C', 'b']],
  ['changed', ['b', 'C', 'a']],
  ['state', ['b', 'C', 'a']],
])('rows come in the order of %s, both ways, with and without a search', async (order, expected) => {
  const { namesOf } = await openList(['b', 'C', 'a']);
  for (const search of ['', 'photos']) {
    expect(namesOf({ order, search })).toEqual(expected);
    expect(namesOf({ order, search, isDescending: true })).toEqual(expected.toReversed());
  }
});

test('windows next to each other hold every row once, and tell how many there are', async () => {
  const names = Array.from({ length: 95 }, (_, number) => `${number}.bin`);
  const { list } = await openList(names);
  for (const order of ['added', 'name', 'size', 'state', 'changed'] as const) {
    const seen: string[] = [];
    for (let offset = 0; offset < 120; offset += 20) {
      const { total, rows } = list.window({ ...whole, order, offset, limit: 20 });
      expect(total).toBe(95);
      seen.push(...rows.map(({ key }) => key));
    }
    expect(seen.toSorted()).toEqual(names.toSorted());
  }
});

test('a filter finds states as people see them, and the tally counts the same', async () => {
  const { log, hand, list, ids, namesOf } = await openList([
    'moving',
    'done',
    'failed',
    'again',
    'waiting',
    'paused',
  ]);
  const [moving = '', done = '', failed = '', again = '', , paused = ''] = ids;
  const error = { code: 'remote.refused', message: 'no', facts: {} } as const;
  for (const id of [moving, done, failed, again]) log.claimById(id);
  log.setState(moving, { at: 'sending', upload: sampleUpload });
  log.addReceipt(moving, sampleReceipt(1));
  log.setState(done, { at: 'done', proof: sampleProof });
  for (const id of [failed, again]) {
    log.setState(id, { at: 'failed', upload: null, error });
    log.release(id);
  }
  hand.unwant(failed);
  expect(hand.pause([paused, moving, done])).toBe(1);
  expect(namesOf({ group: 'active' })).toEqual(['moving']);
  expect(namesOf({ group: 'waiting' })).toEqual(['again', 'waiting', 'paused']);
  expect(namesOf({ group: 'failed' })).toEqual(['failed']);
  expect(namesOf({ group: 'done' })).toEqual(['done']);
  const tally = list.tally();
  expect(Object.values(tally).map(({ rows }) => rows)).toEqual([2, 0, 1, 0, 0, 1, 1, 0, 1, 0]);
  expect(list.find(moving)).toMatchObject({ state: 'sending', confirmedBytes: 1_048_576, error: null });
  expect(list.find(failed)).toMatchObject({ state: 'failed', error });
  expect(list.find(paused)).toMatchObject({ state: 'paused', error: null });
});

test('one that failed and waits for another attempt is paused, and goes on from there', async () => {
  const { log, hand, list, ids } = await openList(['one']);
  const [id = ''] = ids;
  log.claimById(id);
  log.setState(id, {
    at: 'failed',
    upload: sampleUpload,
    error: { code: 'net.timeout', message: 'no answer', facts: {} },
  });
  log.release(id);
  expect(list.find(id)?.state).toBe('waiting');
  expect(hand.pause([id])).toBe(1);
  expect(log.find(id)?.state).toEqual({ at: 'paused', upload: sampleUpload });
  expect(hand.resume([id], 'resumed', usualWish)).toBe(1);
  expect(hand.wanted(0, 10).map(each => each.id)).toEqual([id]);
});

test('what failed waits for its time, and what never failed passes it', async () => {
  const { hand, ids } = await openList(['a', 'b', 'c']);
  const [a = '', b = '', c = ''] = ids;
  hand.wantAgain(a, 5_000, true);
  expect(hand.wanted(4_999, 10).map(({ id }) => id)).toEqual([b, c]);
  expect(hand.nextDueMs(0)).toBe(5_000);
  expect(hand.wanted(5_000, 10)).toMatchObject([{ id: a, tries: 1 }, { id: b }, { id: c }]);
  expect(hand.nextDueMs(5_000)).toBeNull();
  hand.wantAgain(a, 9_000, true);
  hand.allDue();
  expect(hand.wanted(0, 1).map(({ id }) => id)).toEqual([a]);
  hand.putFirst([c, b]);
  expect(hand.wanted(0, 10).map(({ id }) => id)).toEqual([c, b, a]);
  hand.unwant(c);
  expect(hand.isWanted(c)).toBe(false);
  expect(hand.wanted(0, 1).map(({ id }) => id)).toEqual([b]);
});

test('the same file for the same key is written down once, with the wishes of the last time', async () => {
  const { hand, list, ids } = await openList(['one']);
  const again = {
    ...sampleHand('one'),
    options: { cacheControl: 'no-store' },
    wish: { ...usualWish, partSize: 5_000_000 },
  };
  expect(hand.add([again])).toEqual(ids);
  expect(list.record(ids[0] ?? '')?.options).toEqual({ cacheControl: 'no-store' });
  expect(hand.find(ids[0] ?? '')?.wish.partSize).toBe(5_000_000);
  hand.cancel(ids);
  expect(hand.add([again])).not.toEqual(ids);
  expect(list.tally()).toMatchObject({ cancelled: { rows: 1 }, waiting: { rows: 1 } });
});

test('only what is over can be taken out of the list, with its history and proof', async () => {
  const { log, hand, list, dir, ids } = await openList(['done', 'waiting']);
  const [done = '', waiting = ''] = ids;
  log.claimById(done);
  log.setState(done, { at: 'sending', upload: null });
  log.setState(done, { at: 'done', proof: sampleProof });
  expect(hand.forget([done, waiting])).toBe(1);
  expect(list.find(done)).toBeNull();
  expect(list.tally()).toMatchObject({ done: { rows: 0, bytes: 0 }, waiting: { rows: 1 } });
  expect(await rowsOf(dir, 'SELECT transfer_id FROM proof')).toEqual([]);
  expect(await rowsOf(dir, 'SELECT DISTINCT transfer_id AS id FROM event')).toEqual([{ id: waiting }]);
});

test('a record that makes no sense is shown as far as it does, and not taken up', async () => {
  const dir = await createTempDir();
  const store = await openTestStore(dir);
  const [id = ''] = store.hand.add([sampleHand('one')]);
  await damage(dir, `UPDATE transfer SET hand = '{"no":"wish"}', detail = '{"upload":{"odd":1}}'`);
  expect(store.hand.wanted(0, 10)).toEqual([]);
  expect(store.hand.isWanted(id)).toBe(false);
  expect(store.list.record(id)).toMatchObject({ upload: null, listed: { key: 'one' } });
});

test('traits tell what there is among some by id, and among all that a choice finds', async () => {
  const { hand, list, ids } = await openList(['a', 'b', 'c']);
  const [first = '', second = '', third = ''] = ids;
  hand.pause([second]);
  hand.cancel([third]);
  const file = { origin: 'file', isOfFolder: false };
  expect(list.traits({ ids: [first] })).toEqual([{ ...file, state: 'waiting' }]);
  const states = (which: Parameters<typeof list.traits>[0]) =>
    list
      .traits(which)
      .map(({ state }) => state)
      .toSorted();
  expect(states({ ids: [first, second, third, second] })).toEqual(['cancelled', 'paused', 'waiting']);
  expect(states({ ids: ['none'] })).toEqual([]);
  expect(states({ group: 'all', search: '', folder: null })).toEqual(['cancelled', 'paused', 'waiting']);
  expect(states({ group: 'waiting', search: 'b', folder: 'manual' })).toEqual(['paused']);
});
