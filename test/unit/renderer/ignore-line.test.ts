import { expect, test } from 'vitest';
import { createIgnoreRules } from '../../../main/watch/ignore-rules.ts';
import { ignoreLineOf, pathBelow } from '../../../renderer/views/transfers/ignore-line.ts';

const odd = [
  'a.txt',
  'dir/a.txt',
  'odd [1]*.bin',
  'what?.txt',
  '#comment',
  '!not',
  'back\\slash',
  'blanks  ',
  'dir/ leading',
  '{a,b}',
  '写真/図.png',
];

test.each(odd)('a line leaves out %s and nothing like it', path => {
  const line = ignoreLineOf(path) ?? '';
  const rules = createIgnoreRules({ lines: [line], usesDefaults: false, includesGit: true });
  expect(rules.ignores(path, false)).toBe(true);
  for (const other of [`x${path}`, `${path}x`, `sub/${path}`, ...odd.filter(each => each !== path)]) {
    expect(rules.ignores(other, false), other).toBe(false);
  }
});

test('a name over two lines has no line', () => {
  expect(ignoreLineOf('a\nb')).toBeNull();
});

test('a path is told from the root of its folder, as either system writes it', () => {
  expect(pathBelow('/home/a', '/home/a/b/c.txt')).toBe('b/c.txt');
  expect(pathBelow('/home/a', '/home/ab/c.txt')).toBeNull();
  expect(pathBelow('/home/a', '/home/a')).toBeNull();
  expect(pathBelow('/', '/c.txt')).toBe('c.txt');
  expect(pathBelow('/home/a', '/home/a/b\\c')).toBe('b\\c');
  expect(pathBelow('C:\\Users\\a', 'C:\\Users\\a\\b\\c.txt')).toBe('b/c.txt');
  expect(pathBelow('C:\\', 'C:\\c.txt')).toBe('c.txt');
});
