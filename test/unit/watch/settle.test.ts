import { expect, test } from 'vitest';
import { createSettle, dueAt } from '../../../main/watch/settle.ts';
import type { Look } from '../../../main/watch/walk.ts';

const setup = { quietMs: 100, patienceMs: 1_000 };
const name = (directory: string, ...names: string[]): Look => ({ directory, names, isDeep: false });
const deepName = (directory: string, ...names: string[]): Look => ({ directory, names, isDeep: true });
const whole = (directory: string, isDeep = false): Look => ({ directory, names: null, isDeep });

test.each([
  ['one event', 0, 0, 100],
  ['more events put it off', 0, 400, 500],
  ['but not for ever', 0, 950, 1_000],
  ['patience counts from the first', 500, 1_450, 1_500],
])('%s: first %i, last %i, due at %i', (_, firstMs, lastMs, dueMs) => {
  expect(dueAt({ firstMs, lastMs, isDeep: false }, setup)).toBe(dueMs);
});

/** Looks at times, and what is taken when. */
test.each<[what: string, added: [number, Look][], taken: [number, Look[]][]]>([
  [
    'nothing settles before its quiet time',
    [[0, name('a', 'x')]],
    [
      [99, []],
      [100, [name('a', 'x')]],
      [5_000, []],
    ],
  ],
  [
    'names of a directory are told together',
    [
      [0, name('a', 'x')],
      [0, name('a', 'y')],
    ],
    [[100, [name('a', 'x', 'y')]]],
  ],
  [
    'each name has its own time',
    [
      [0, name('a', 'x')],
      [60, name('a', 'y')],
    ],
    [
      [100, [name('a', 'x')]],
      [159, []],
      [160, [name('a', 'y')]],
    ],
  ],
  [
    'a file that is written all the time is told when patience is over, and again',
    Array.from({ length: 30 }, (_, index): [number, Look] => [index * 50, name('', 'log')]),
    [
      [999, []],
      [1_000, [name('', 'log')]],
      [1_549, []],
      [1_550, [name('', 'log')]],
    ],
  ],
  [
    'parents come first',
    [
      [0, name('b', 'x')],
      [0, name('a/c', 'x')],
      [0, name('a', 'x')],
    ],
    [[100, [name('a', 'x'), name('a/c', 'x'), name('b', 'x')]]],
  ],
  [
    'the whole directory takes its names in',
    [
      [0, name('a', 'x')],
      [50, whole('a')],
    ],
    [
      [100, []],
      [150, [whole('a')]],
    ],
  ],
  [
    'a name adds to the whole directory',
    [
      [0, whole('a')],
      [50, name('a', 'x')],
    ],
    [
      [100, []],
      [150, [whole('a')]],
    ],
  ],
  [
    'a deep name stays deep beside the whole directory',
    [
      [0, deepName('a', 'new')],
      [0, name('a', 'x')],
      [0, whole('a')],
    ],
    [[100, [whole('a'), deepName('a', 'new')]]],
  ],
  [
    'deep and shallow names are told apart',
    [
      [0, name('a', 'x')],
      [0, deepName('a', 'y')],
    ],
    [[100, [name('a', 'x'), deepName('a', 'y')]]],
  ],
  [
    'a deep look takes in all below it, with the time of the first of them',
    [
      [0, name('a/b', 'x')],
      [0, name('ab', 'y')],
      [50, whole('a', true)],
    ],
    [
      [100, [name('ab', 'y')]],
      [150, [whole('a', true)]],
    ],
  ],
  [
    'what comes below a deep look adds to it',
    [
      [0, whole('a', true)],
      [60, name('a/b/c', 'x')],
    ],
    [
      [100, []],
      [160, [whole('a', true)]],
    ],
  ],
  ['a look at no names is none', [[0, name('a')]], [[5_000, []]]],
])('%s', (_, added, taken) => {
  const settle = createSettle(setup);
  const steps = [
    ...added.map(([atMs, look]) => ({ atMs, look, order: 0 })),
    ...taken.map(([atMs, looks]) => ({ atMs, looks, order: 1 })),
  ].sort((a, b) => a.atMs - b.atMs || a.order - b.order);
  for (const step of steps) {
    if ('look' in step) settle.add(step.look, step.atMs);
    else expect([step.atMs, settle.take(step.atMs)]).toEqual([step.atMs, step.looks]);
  }
});

test('it says when something settles next', () => {
  const settle = createSettle(setup);
  expect(settle.nextMs()).toBeNull();
  settle.add(name('a', 'x'), 10);
  settle.add(whole('b'), 5);
  expect(settle.nextMs()).toBe(105);
  settle.add(whole('b'), 60);
  expect(settle.nextMs()).toBe(110);
  expect(settle.size).toBe(2);
  settle.take(110);
  expect([settle.nextMs(), settle.size]).toEqual([160, 1]);
});

test('more names than are kept become a look at the directory, which keeps the patience of the first', () => {
  const settle = createSettle(setup);
  for (let index = 0; index < 513; index += 1) settle.add(name('a', `${index}`), index);
  expect(settle.size).toBe(1);
  settle.add(name('a', 'more'), 990);
  expect(settle.take(999)).toEqual([]);
  expect(settle.take(1_000)).toEqual([whole('a')]);
});

test('more deep names than are kept become one deep look', () => {
  const settle = createSettle({ ...setup, mostNames: 3 });
  for (const each of ['a', 'b', 'c', 'd']) settle.add(deepName('x', each), 0);
  expect(settle.take(100)).toEqual([whole('x', true)]);
});

test('more directories than are kept become a deep look at the one that holds most of them', () => {
  const settle = createSettle({ ...setup, mostDirectories: 10 });
  settle.add(name('other', 'x'), 0);
  for (let index = 0; index < 10; index += 1) settle.add(name(`a/modules/p${index}/lib`, 'x'), 0);
  expect(settle.take(100)).toEqual([whole('a/modules', true), name('other', 'x')]);
});

test('directories all over the folder become a look at everything', () => {
  const settle = createSettle({ ...setup, mostDirectories: 10 });
  for (let index = 0; index < 11; index += 1) settle.add(name(`d${index}`, 'x'), 0);
  expect(settle.take(100)).toEqual([whole('', true)]);
});

test('whatever comes, what waits stays bounded', () => {
  const settle = createSettle({ ...setup, mostNames: 8, mostDirectories: 10 });
  for (let index = 0; index < 20_000; index += 1) {
    settle.add(name(`a${index % 17}/b${index % 101}/c${index % 1_009}`, `${index}`), index / 1_000);
  }
  expect(settle.size).toBeLessThanOrEqual(80);
});

test('what settles is told once: every name that was added is in what is taken', () => {
  const settle = createSettle({ ...setup, mostNames: 4, mostDirectories: 6 });
  const covers = (look: Look, directory: string, each: string) => {
    const isBelow = look.directory === '' || directory.startsWith(`${look.directory}/`);
    if (look.directory === directory) return look.names === null || look.names.includes(each);
    return isBelow && look.isDeep && look.names === null;
  };
  for (let index = 0; index < 300; index += 1) {
    const directory = `${index % 3}/${index % 5}`;
    settle.add(name(directory, `${index}`), index);
    const looks = settle.take(index + 2_000);
    expect(looks.filter(look => covers(look, directory, `${index}`))).toHaveLength(1);
    expect(settle.size).toBe(0);
  }
});
