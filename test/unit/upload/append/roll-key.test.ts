import { expect, test } from 'vitest';
import { checkRoll, rolledKey, usualRoll } from '../../../../main/upload/append/roll-key.ts';

test.each([
  ['logs/app.log', 'logs/app.3.log'],
  ['app.log', 'app.3.log'],
  ['a.b/app', 'a.b/app.3'],
  ['logs/.hidden', 'logs/.hidden.3'],
  ['app.tar.gz', 'app.tar.3.gz'],
])('the usual name after %s is %s', (key, next) => {
  expect(rolledKey(key, usualRoll(key), 3)).toBe(next);
});

test('a pattern stays in the folder of the target', () => {
  expect(rolledKey('logs/2025/app.log', 'next-{n}-{n}.log', 12)).toBe('logs/2025/next-12-12.log');
});

test.each(['app.log', 'app.{N}.log', 'sub/app.{n}.log', ''])('"%s" is no pattern', pattern => {
  expect(() => checkRoll(pattern)).toThrow(expect.objectContaining({ code: 'usage' }));
});
