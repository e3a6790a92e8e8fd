import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPrice } from '../../main/config/prices.ts';
import { createTempDir } from '../support/temp-dir.ts';

async function priceIn(text: string) {
  const file = join(await createTempDir(), 'config.toml');
  writeFileSync(file, text);
  return readPrice(file);
}

test('a price stands in a table of its own', async () => {
  expect(await priceIn('[prices]\ngb-month = 0.12\ncurrency = "CNY"\n')).toEqual({
    perGbMonth: 0.12,
    per10000Put: null,
    per10000Get: null,
    currency: 'CNY',
  });
  expect(await priceIn('[prices]\ngb-month = 1\n')).toMatchObject({ perGbMonth: 1, currency: '' });
});

test('requests may have their prices, too', async () => {
  const text = '[prices]\ngb-month = 0.12\nper-10000-put = 0.1\nper-10000-get = 0\n';
  expect(await priceIn(text)).toMatchObject({ per10000Put: 0.1, per10000Get: 0 });
});

test('without the table, or the file, there is none', async () => {
  expect(await priceIn('[profile.a]\nkind = "oss"\n')).toBeNull();
  expect(await readPrice(join(await createTempDir(), 'none.toml'))).toBeNull();
});

test.each([
  ['[prices]\ngb-month = "cheap"\n', 'gb-month'],
  ['[prices]\ngb-month = -1\n', 'gb-month'],
  ['[prices]\ngb-month = 1\ngigabyte = 2\n', 'gigabyte'],
  ['[prices]\ngb-month = 1\nper-10000-put = -1\n', 'per-10000-put'],
  ['[prices]\ngb-month = 1\nper-10000-get = "free"\n', 'per-10000-get'],
  ['[prices]\n', 'gb-month'],
])('%j is refused by its field', async (text, field) => {
  await expect(priceIn(text)).rejects.toMatchObject({ code: 'account.invalid', facts: { field } });
});
