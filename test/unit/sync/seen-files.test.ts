import { expect, test } from 'vitest';
import { createSeenFiles } from '../../../main/sync/seen-files.ts';

const identity = (size: number) => ({ size, mtimeNs: '1', ctimeNs: '2', inode: '3', device: '4' });

test('a file as it was seen last is taken once', () => {
  const seen = createSeenFiles();
  seen.note('a', identity(1));
  seen.note('a', identity(2));
  expect(seen.take('a')).toEqual(identity(2));
  expect(seen.take('a')).toBeNull();
  expect(seen.take('b')).toBeNull();
});

test('of many the oldest are forgotten, and one that was seen anew is not old', () => {
  const seen = createSeenFiles();
  for (let number = 0; number < 10_000; number += 1) seen.note(`f${number}`, identity(number));
  seen.note('f0', identity(7));
  seen.note('another', identity(8));
  expect([seen.take('f0')?.size, seen.take('f1'), seen.take('f2')?.size]).toEqual([7, null, 2]);
});
