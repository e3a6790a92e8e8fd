import { expect, test } from 'vitest';
import { isTooLong } from '../../../renderer/views/add/text-length.ts';

test('a text is too long by what JSON makes of it', () => {
  expect(isTooLong('')).toBe(false);
  expect(isTooLong('x'.repeat(900_000))).toBe(false);
  expect(isTooLong('x'.repeat(1_000_001))).toBe(true);
  expect(isTooLong('\u0001'.repeat(200_000))).toBe(true);
  expect(isTooLong('文'.repeat(300_000))).toBe(false);
  expect(isTooLong('文'.repeat(340_000))).toBe(true);
});
