import { expect, test, vi } from 'vitest';
import { silentLog } from '../../main/base/log.ts';
import { damage, openTestStore, rowsOf } from '../support/open-test-store.ts';
import { createRandom } from '../support/random.ts';
import { hostileNames, sampleAction, sampleFolder } from '../support/sample-folder.ts';
import { createTempDir } from '../support/temp-dir.ts';

const none: ReadonlySet<string> = new Set();
const kinds = ['upload', 'compare', 'copy', 'append', 'delete', 'mark'] as const;

async function openFolder(log = silentLog) {
  const dir = await createTempDir();
  const store = await openTestStore(dir, log);
  const { id } = store.sync.folders.claim(sampleFolder()).record.folder;
  return { dir, id, sync: store.sync, actions: store.sync.actions, close: store.close };
}

test('an action reads back word for word, also after a restart', async () => {
  const { dir, id, actions, close } = await openFolder();
  const planned = kinds.map((what, index) =>
    sampleAction(what === 'mark' ? 'a/' : `a/${what}`, {
      do: what,
      from: what === 'copy' ? "it's here" : null,
      lane: index % 2 ? 'large' : 'small',
      size: 5 * 2 ** 40,
      attempts: index,
    }),
  );
  for (const action of planned) actions.put(id, action);
  close();
  const again = (await openTestStore(dir)).sync.actions;
  for (const action of planned) expect(again.find(id, action.path)).toEqual(action);
  expect(again.find(id, 'a')).toBeNull();
});

test('a newer action takes the place of the older', async () => {
  const { id, actions } = await openFolder();
  actions.put(id, sampleAction('a'));
  const newer = sampleAction('a', { do: 'delete', lane: 'large', size: 7, dueAtMs: 9_000, attempts: 2 });
  actions.put(id, newer);
  expect(actions.find(id, 'a')).toEqual(newer);
  expect(actions.next(id, 'small', 9_999, 10, none)).toEqual([]);
  expect(actions.totals(id)).toEqual({ actions: 1, bytes: 7 });
  expect(actions.earliestDue(id)).toBeNull();
  actions.put(id, { ...newer, do: 'upload' });
  expect(actions.earliestDue(id)).toBe(9_000);
});

test('what is due comes lane by lane, oldest first, without what is under way', async () => {
  const { id, sync, actions } = await openFolder();
  const other = sync.folders.claim(sampleFolder('/other', 'other/')).record.folder.id;
  actions.put(other, sampleAction('foreign', { dueAtMs: 0 }));
  actions.put(id, sampleAction('late', { dueAtMs: 2_001 }));
  actions.put(id, sampleAction('second', { dueAtMs: 2_000 }));
  actions.put(id, sampleAction('big', { dueAtMs: 1, lane: 'large' }));
  actions.put(id, sampleAction('first', { dueAtMs: 1_000 }));
  actions.put(id, sampleAction('last', { dueAtMs: 2_000, path: 'third' }));
  const next = (limit: number, without = none) =>
    actions.next(id, 'small', 2_000, limit, without).map(action => action.path);
  expect(next(10)).toEqual(['first', 'second', 'third']);
  expect(next(2)).toEqual(['first', 'second']);
  expect(next(2, new Set(['first', 'big', 'unheard of']))).toEqual(['second', 'third']);
  expect(next(1, new Set(['first', 'second', 'third']))).toEqual([]);
  expect(actions.next(id, 'large', 2_000, 10, none)).toMatchObject([{ path: 'big' }]);
  expect(actions.next(id, 'small', 999, 10, none)).toEqual([]);
});

test('only the very action that was done is taken away', async () => {
  const { id, actions } = await openFolder();
  const done = sampleAction('a');
  for (const newer of [
    sampleAction('a', { do: 'compare' }),
    sampleAction('a', { dueAtMs: 1_001 }),
    sampleAction('a', { reason: { code: 'time-changed', facts: done.reason.facts } }),
    sampleAction('a', { reason: { code: 'size-changed', facts: { was: 100, is: 101 } } }),
  ]) {
    actions.put(id, newer);
    expect(actions.remove(id, done)).toBe(false);
    expect(actions.find(id, 'a')).toEqual(newer);
  }
  actions.put(id, { ...done, attempts: 3 });
  expect(actions.remove(id, { ...done, reason: { code: 'size-changed', facts: { is: 100, was: 90 } } })).toBe(
    true,
  );
  expect(actions.find(id, 'a')).toBeNull();
  actions.put(id, done);
  actions.clear(id, 'a');
  actions.clear(id, 'a');
  expect(actions.find(id, 'a')).toBeNull();
});

test('actions of a kind come in pages in byte order, also when the last one met is gone', async () => {
  const { id, actions } = await openFolder();
  for (const name of hostileNames.toReversed()) actions.put(id, sampleAction(name, { do: 'delete' }));
  actions.put(id, sampleAction('another'));
  const met: string[] = [];
  for (let after: string | null = null; ; after = met.at(-1) ?? null) {
    const page = actions.list(id, 'delete', after, 4);
    if (page.length === 0) break;
    met.push(...page.map(action => action.path));
    for (const { path } of page) actions.clear(id, path);
  }
  expect(met).toEqual(hostileNames);
  expect(actions.count(id, 'delete')).toBe(0);
  expect(actions.count(id, 'upload')).toBe(1);
});

test('totals agree with the rows after any order of changes, and tell when to look again', async () => {
  const { dir, id, actions } = await openFolder();
  const random = createRandom(8);
  for (let round = 0; round < 400; round += 1) {
    const path = String(random.between(0, 30));
    const what = kinds[random.between(0, kinds.length - 1)] ?? 'upload';
    if (random.next() < 0.3) actions.clear(id, path);
    else {
      const lane = random.next() < 0.5 ? 'small' : 'large';
      const [size, dueAtMs] = [random.between(0, 9_999), random.between(0, 100)];
      actions.put(id, sampleAction(path, { do: what, lane, size, dueAtMs }));
    }
  }
  const rows = await rowsOf<{ what: string; size: number; due: number }>(
    dir,
    'SELECT what, size, due_at_ms AS due FROM action',
  );
  expect(actions.totals(id)).toEqual({
    actions: rows.length,
    bytes: rows.reduce((sum, row) => sum + row.size, 0),
  });
  const others = rows.filter(row => row.what !== 'delete').map(row => row.due);
  expect(actions.earliestDue(id)).toBe(Math.min(...others));
  for (const kind of kinds)
    expect(actions.count(id, kind)).toBe(rows.filter(row => row.what === kind).length);
});

test.each([
  ['facts', `facts = '{"was":'`],
  ['a fact', `facts = '{"was":[]}'`],
  ['its kind', `what = 'uplaod'`],
  ['its reason', `reason = 'because'`],
])('a record broken in %s is dropped and logged, and harms no other', async (_, broken) => {
  const log = { ...silentLog, error: vi.fn() };
  const { dir, id, actions } = await openFolder(log);
  actions.put(id, sampleAction('bad'));
  actions.put(id, sampleAction('good'));
  await damage(dir, `UPDATE action SET ${broken} WHERE path = 'bad'`);
  expect(actions.next(id, 'small', 9_999, 10, none)).toEqual([sampleAction('good')]);
  expect(log.error).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ path: 'bad' }));
  expect(actions.find(id, 'bad')).toBeNull();
  expect(actions.totals(id)).toMatchObject({ actions: 1, bytes: 100 });
});

test('what is decided in a batch that fails was never decided', async () => {
  const { id, sync, actions } = await openFolder();
  actions.put(id, sampleAction('before'));
  expect(() =>
    sync.batch(() => {
      actions.clear(id, 'before');
      sync.batch(() => actions.put(id, sampleAction('inside')));
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  expect(actions.list(id, 'upload', null, 10).map(action => action.path)).toEqual(['before']);
  expect(actions.totals(id).actions).toBe(1);
});

test('of a hundred thousand actions the next ones come in order', async () => {
  const { id, sync, actions } = await openFolder();
  const count = 100_000;
  sync.batch(() => {
    for (let index = 0; index < count; index += 1) {
      actions.put(id, sampleAction(`dir/${index}`, { dueAtMs: (index * 7_919) % count }));
    }
  });
  for (let done = 0; done < 5_000; done += 1_000) {
    const page = actions.next(id, 'small', count, 1_000, none);
    expect(page.map(action => action.dueAtMs)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => done + index),
    );
    sync.batch(() => page.forEach(action => void actions.remove(id, action)));
  }
  expect(actions.totals(id)).toEqual({ actions: 95_000, bytes: 9_500_000 });
  expect(actions.earliestDue(id)).toBe(5_000);
});
