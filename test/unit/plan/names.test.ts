import { describe, expect, test } from 'vitest';
import type { SeenDirectory } from '../../../main/model/seen.ts';
import { holdingDirectory, nameProblems } from '../../../main/plan/names.ts';
import { sampleSeen } from '../../support/sample-files.ts';

function seenIn(path: string, files: readonly string[], directories: readonly string[] = []): SeenDirectory {
  const seen = { path, directories, leftOut: [], only: null, failure: null };
  return { ...seen, files: files.map(name => sampleSeen({ name })) };
}

const warn = { holdsBadNames: false };

test('a file and a directory whose names differ in case alone are both told, with each other', () => {
  expect(nameProblems(seenIn('x', ['docs', 'a.txt'], ['Docs']), [], warn, 9)).toEqual([
    {
      path: 'x/docs',
      weight: 'warning',
      error: {
        code: 'name.clash',
        message: expect.any(String),
        facts: { path: 'x/docs', other: 'x/Docs/', problem: 'clash.case' },
      },
      sinceMs: 9,
      retryAtMs: null,
    },
    expect.objectContaining({ path: 'x/Docs/' }),
  ]);
});

test('names that are held back have failed', () => {
  const problems = nameProblems(seenIn('', ['a', 'A', 'con']), [], { holdsBadNames: true }, 9);
  expect(problems.map(({ path, weight }) => [path, weight])).toEqual([
    ['a', 'failed'],
    ['A', 'failed'],
    ['con', 'failed'],
  ]);
});

test('an entry has one problem, and a clash goes first', () => {
  const problems = nameProblems(seenIn('', ['con', 'CON']), [], warn, 9);
  expect(problems.map(({ path, error }) => [path, error.code])).toEqual([
    ['con', 'name.clash'],
    ['CON', 'name.clash'],
  ]);
});

test.each([
  ['a file that Windows has not', seenIn('a', ['x:y']), 'a/x:y', 'Windows'],
  ['a directory that Windows has not', seenIn('a', [], ['aux']), 'a/aux/', 'Windows'],
  ['a name of more than 255 bytes', seenIn('', ['报'.repeat(86)]), '报'.repeat(86), 'Linux'],
  [
    'a path of more than 260 characters',
    seenIn('d'.repeat(250), ['0123456789']),
    `${'d'.repeat(250)}/0123456789`,
    'Windows',
  ],
])('%s is told', (_, seen, path, system) => {
  expect(nameProblems(seen, [], warn, 9)).toMatchObject([
    { path, weight: 'warning', error: { code: 'name.reserved', facts: { path, system } } },
  ]);
});

test('harmless names are no problem', () => {
  const seen = seenIn('d'.repeat(250), ['012345678', '报'.repeat(3), '.profile'], ['e'.repeat(100)]);
  expect(nameProblems(seen, [], warn, 9)).toEqual([]);
});

describe('after a look at single names', () => {
  const look = { ...seenIn('', ['readme']), only: ['readme', 'Gone'] };

  test('a known neighbour clashes', () => {
    const problems = nameProblems(look, ['README', 'other'], warn, 9);
    expect(problems.map(({ path }) => path)).toEqual(['README', 'readme']);
  });

  test('a name that was looked for and is gone does not', () => {
    expect(nameProblems({ ...look, only: ['readme', 'README'] }, ['README'], warn, 9)).toEqual([]);
  });

  test('after a look at the whole directory, known names that were not found count for nothing', () => {
    expect(nameProblems({ ...look, only: null }, ['README'], warn, 9)).toEqual([]);
  });
});

test.each([
  ['a/b/c.txt', ['a/b/'], 'a/b/'],
  ['a/b/c.txt', ['a/', 'a/b/'], 'a/'],
  ['a/b/', ['a/b/'], 'a/b/'],
  ['a/b.txt', ['a/b/', 'b/'], null],
  ['a.txt', [''], null],
])('%s with %j held is held by %s', (path, held, by) => {
  expect(holdingDirectory(path, directory => held.includes(directory))).toBe(by);
});
