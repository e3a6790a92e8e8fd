import { expect, test } from 'vitest';
import { readFolderWords } from '../../../../main/cli/sync/folder-words.ts';

test('each DIR goes to the TARGET that follows it', () => {
  expect(readFolderWords(['/a', 'oss://bucket/a/', './b', 'work:bucket/b'])).toEqual([
    { dir: '/a', target: 'oss://bucket/a/' },
    { dir: './b', target: 'work:bucket/b' },
  ]);
});

test('a DIR without a TARGET is one that is remembered', () => {
  expect(readFolderWords(['/a', '/b', 's3://bucket/', '/c'])).toEqual([
    { dir: '/a', target: null },
    { dir: '/b', target: 's3://bucket/' },
    { dir: '/c', target: null },
  ]);
});

test('a directory whose name looks like a TARGET is written with its path', () => {
  expect(readFolderWords(['./work:bucket', 'oss://bucket/'])).toEqual([
    { dir: './work:bucket', target: 'oss://bucket/' },
  ]);
});

test.each([[['oss://bucket/']], [['/a', 'oss://bucket/', 'oss://bucket/b/']]])(
  'a TARGET without its DIR is refused: %j',
  words => {
    expect(() => readFolderWords(words)).toThrow(
      expect.objectContaining({ code: 'usage', facts: expect.objectContaining({ command: 'sync' }) }),
    );
  },
);

test('a scheme makes a TARGET even of a bucket that can not be, so that it is not taken for a directory', () => {
  expect(readFolderWords(['/a', 'oss://b'])).toEqual([{ dir: '/a', target: 'oss://b' }]);
});
