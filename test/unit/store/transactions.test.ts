import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createTransactions } from '../../../main/store/transactions.ts';

function open() {
  const connection = new Sqlite(':memory:');
  onTestFinished(() => void connection.close());
  connection.exec('CREATE TABLE kept (name TEXT PRIMARY KEY)');
  const insert = connection.prepare('INSERT INTO kept VALUES (?)');
  const all = connection.prepare('SELECT name FROM kept ORDER BY name').pluck();
  return {
    ...createTransactions(connection, 'a database'),
    add: (name: string) => insert.run(name).changes,
    kept: () => all.all(),
  };
}

const failing = () => {
  throw new Error('no');
};

test('what is written inside of a write is a part of it', () => {
  const { write, add, kept } = open();
  expect(
    write(() => {
      add('a');
      return write(() => add('b'));
    }),
  ).toBe(1);
  expect(kept()).toEqual(['a', 'b']);
});

test('an inner write that fails undoes the outer one, also where its error is caught', () => {
  const { write, add, kept } = open();
  expect(() =>
    write(() => {
      add('a');
      try {
        write(() => {
          add('b');
          failing();
        });
      } catch {
        add('c');
      }
    }),
  ).toThrow('no');
  expect(kept()).toEqual([]);
  write(() => add('d'));
  expect(kept()).toEqual(['d']);
});

test('one apart undoes itself alone, with all that is inside of it', () => {
  const { write, apart, add, kept } = open();
  write(() => {
    apart(() => add('a'));
    expect(() =>
      apart(() => {
        add('b');
        write(failing);
      }),
    ).toThrow('no');
    add('c');
  });
  expect(kept()).toEqual(['a', 'c']);
});

test('what SQLite refuses is a store error, and what a task throws comes out as it is', () => {
  const { write, read, add, kept } = open();
  const thrown = new Error('mine');
  expect(() =>
    write(() => {
      throw thrown;
    }),
  ).toThrow(thrown);
  expect(() =>
    write(() => {
      add('a');
      add('a');
    }),
  ).toThrow(
    expect.objectContaining({
      code: 'bug',
      facts: { path: 'a database', sqlite: 'SQLITE_CONSTRAINT_PRIMARYKEY' },
    }),
  );
  expect(read(kept)).toEqual([]);
});
