import { expect, test } from 'vitest';
import { keyForFile } from '../../../main/plan/object-key.ts';

test.each([
  ['/home/a/film.mov', '', 'film.mov'],
  ['/home/a/film.mov', 'videos/', 'videos/film.mov'],
  ['/home/a/film.mov', 'videos/new.mov', 'videos/new.mov'],
  ['/home/a/报告.txt', 'a//', 'a//报告.txt'],
])('%s to the target %j becomes %j', (path, targetKey, key) => {
  expect(keyForFile(path, targetKey)).toBe(key);
});
