import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createGroupCommit } from '../../../main/store/group-commit.ts';

/** A group over a real database in memory that counts its outer transactions. */
function open() {
  const connection = new Sqlite(':memory:');
  onTestFinished(() => void connection.close());
  connection.exec('CREATE TABLE kept (name TEXT PRIMARY KEY)');
  const inTransaction = connection.transaction((task: () => unknown) => task());
  const seen: { commits: number; failure: Error | null } = { commits: 0, failure: null };
  const group = createGroupCommit({
    write<T>(task: () => T): T {
      const isOuter = !connection.inTransaction;
      const result = inTransaction(() => {
        const value = task();
        if (isOuter && seen.failure) throw seen.failure;
        return value;
      }) as T;
      if (isOuter) seen.commits += 1;
      return result;
    },
    apart: <T>(task: () => T) => inTransaction(task) as T,
    isInTransaction: () => connection.inTransaction,
  });
  const add = (name: string) => () => connection.prepare('INSERT INTO kept VALUES (?)').run(name).changes;
  const kept = () => connection.prepare('SELECT name FROM kept ORDER BY name').pluck().all();
  return { connection, group, seen, add, kept };
}

test('what is asked for in one turn is one commit, and each hears of its own', async () => {
  const { group, seen, add, kept } = open();
  const all = ['a', 'b', 'c'].map(name => group.add(add(name)));
  expect(kept()).toEqual([]);
  expect(await Promise.all(all)).toEqual([1, 1, 1]);
  expect([seen.commits, kept()]).toEqual([1, ['a', 'b', 'c']]);
});

test('one that fails takes back its own writes alone', async () => {
  const { group, seen, add, kept } = open();
  const first = group.add(add('a'));
  const broken = group.add(() => {
    add('half')();
    throw new Error('no');
  });
  const last = group.add(add('b'));
  await expect(broken).rejects.toThrow('no');
  expect(await Promise.all([first, last])).toEqual([1, 1]);
  expect([seen.commits, kept()]).toEqual([1, ['a', 'b']]);
});

test('a commit that fails is heard by all, and the next one goes on', async () => {
  const { group, seen, add, kept } = open();
  seen.failure = new Error('the disk is full');
  const ends = await Promise.allSettled([group.add(add('a')), group.add(add('b'))]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(kept()).toEqual([]);
  seen.failure = null;
  expect(await group.add(add('c'))).toBe(1);
  expect(kept()).toEqual(['c']);
});

test('where SQLite has given up the whole transaction, none counts as kept', async () => {
  const { connection, group, add, kept } = open();
  const first = group.add(add('a'));
  const given = group.add(() => {
    connection.exec('ROLLBACK');
    throw new Error('rolled back');
  });
  const ends = await Promise.allSettled([first, given]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(kept()).toEqual([]);
});

test('a close commits what waits', async () => {
  const { group, add, kept } = open();
  const waiting = group.add(add('a'));
  group.flush();
  expect(kept()).toEqual(['a']);
  expect(await waiting).toBe(1);
});
