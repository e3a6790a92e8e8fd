import { expect, test } from 'vitest';
import type { LeftOut, SeenDirectory } from '../../../main/model/seen.ts';
import { isEmpty, leftOutProblems } from '../../../main/plan/left-out.ts';

const seen = (leftOut: readonly LeftOut[], change: Partial<SeenDirectory> = {}): SeenDirectory => ({
  ...{ path: 'a/b', files: [], directories: [], leftOut, only: null, failure: null },
  ...change,
});

test.each([
  ['symlink', false, undefined, 'link.skipped', 'skipped', 'a/b/x', null],
  ['link-loop', false, undefined, 'link.loop', 'skipped', 'a/b/x', null],
  ['broken-link', false, undefined, 'link.broken', 'failed', 'a/b/x', null],
  ['special', false, undefined, 'file.special', 'skipped', 'a/b/x', null],
  ['not-utf8', false, undefined, 'name.not-utf8', 'failed', 'a/b/x', null],
  ['not-utf8', true, undefined, 'name.not-utf8', 'failed', 'a/b/x/', null],
  ['unreadable', false, 'EACCES', 'file.unreadable', 'failed', 'a/b/x', 300_007],
  ['unreadable', false, undefined, 'file.unreadable', 'failed', 'a/b/x', 300_007],
  ['unreadable', true, 'EACCES', 'directory.unreadable', 'failed', 'a/b/x/', 300_007],
  ['unreadable', false, 'ENAMETOOLONG', 'name.too-long', 'failed', 'a/b/x', null],
] as const)(
  '%s (a directory: %s, %s) is told as %s, %s',
  (why, isDirectory, errno, code, weight, path, retryAtMs) => {
    const entry = { name: 'x', why, isDirectory, ...(errno && { errno }) };
    const facts = why === 'unreadable' ? { path, errno: errno ?? null } : { path };
    expect(leftOutProblems(seen([entry]), 7)).toEqual([
      { path, weight, error: { code, message: expect.any(String), facts }, sinceMs: 7, retryAtMs },
    ]);
  },
);

test('what the rules ignore is no problem', () => {
  expect(leftOutProblems(seen([{ name: 'x', why: 'ignored', isDirectory: true }]), 7)).toEqual([]);
});

test('an entry of the root has no slash before it', () => {
  const leftOut = [{ name: 'pipe', why: 'special', isDirectory: false }] as const;
  expect(leftOutProblems(seen(leftOut, { path: '' }), 7)).toMatchObject([{ path: 'pipe' }]);
});

test('a directory that could not be read is told besides its entries, and tried again', () => {
  const failure = { code: 'directory.unreadable', message: 'no', facts: { errno: 'EIO' } } as const;
  const leftOut = [{ name: 'x', why: 'symlink', isDirectory: false }] as const;
  expect(leftOutProblems(seen(leftOut, { failure }), 7)).toMatchObject([
    { path: 'a/b/x' },
    {
      path: 'a/b/',
      weight: 'failed',
      error: { ...failure, facts: { path: 'a/b/', errno: 'EIO' } },
      retryAtMs: 300_007,
    },
  ]);
});

test('a directory is empty unless something in it belongs in the bucket, or may', () => {
  const holds = (...all: LeftOut['why'][]) => all.map(why => ({ name: 'x', why, isDirectory: false }));
  expect(isEmpty(seen([]))).toBe(true);
  expect(isEmpty(seen(holds('ignored', 'symlink', 'link-loop', 'special')))).toBe(true);
  for (const why of ['unreadable', 'broken-link', 'not-utf8'] as const)
    expect(isEmpty(seen(holds(why)))).toBe(false);
  expect(isEmpty(seen([], { directories: ['x'] }))).toBe(false);
  const file = { size: 1, mtimeNs: '1', ctimeNs: '1', inode: '1', device: '1', mode: 0o100644 };
  expect(isEmpty(seen([], { files: [{ ...file, name: 'x' }] }))).toBe(false);
});
