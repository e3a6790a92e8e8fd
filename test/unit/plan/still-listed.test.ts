import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../main/base/app-error.ts';
import { endsWithLook, foundBy, isStillListed } from '../../../main/plan/still-listed.ts';

const file = { size: 1, mtimeNs: '1', ctimeNs: '1', inode: '1', device: '1', mode: 0o100644 };
const found = foundBy({ files: [{ ...file, name: 'file' }], directories: ['dir'] });

test.each<[string, string, ErrorCode, boolean, boolean]>([
  ['a file that failed to be sent', 'file', 'remote.denied', false, true],
  ['a file that could not be read', 'file', 'file.unreadable', false, true],
  ['a file that is gone', 'gone', 'remote.denied', false, false],
  ['a file in whose place a directory is', 'dir', 'remote.denied', false, false],
  ['a name that clashes with nothing any more', 'file', 'name.clash', false, false],
  ['a link in whose place a file is', 'file', 'link.broken', false, false],
  ['a directory that could not be read and is not yet looked at', 'dir', 'directory.unreadable', true, true],
  ['a directory with a bad ignore file', 'dir', 'ignore.invalid', true, true],
  ['a directory whose mark failed', 'dir', 'object.exists', true, true],
  ['a directory whose mark can have no key', 'dir', 'key.in-trash', true, true],
  ['a file whose key is short enough now', 'file', 'key.invalid', false, false],
  ['a directory whose name clashes no more', 'dir', 'name.clash', true, false],
  ['a directory that is gone', 'gone', 'directory.unreadable', true, false],
  ['a directory in whose place a file is', 'file', 'directory.unreadable', true, false],
])('%s', (_, name, code, isWhole, isListed) => {
  expect(isStillListed({ name, code, isWhole }, found)).toBe(isListed);
});

test('a look at a directory ends what kept it from being looked at or marked, and nothing else', () => {
  for (const isToBeMarked of [true, false]) {
    expect(endsWithLook('directory.unreadable', isToBeMarked)).toBe(true);
    expect(endsWithLook('ignore.invalid', isToBeMarked)).toBe(true);
    expect(endsWithLook('key.invalid', isToBeMarked)).toBe(true);
    expect(endsWithLook('name.clash', isToBeMarked)).toBe(false);
  }
  expect(endsWithLook('object.exists', true)).toBe(false);
  expect(endsWithLook('object.exists', false)).toBe(true);
});
