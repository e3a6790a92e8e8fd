import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostilePage } from '../support/hostile/hostile-page.ts';
import { hostileTrees } from '../support/hostile/hostile-trees.ts';

const top = join(import.meta.dirname, '..', '..');
const page = 'test/HOSTILE-TREES.md';

test('the page of hostile trees tells the table that the tests run', async () => {
  expect(existsSync(join(top, page))).toBe(true);
  await expect(hostilePage(hostileTrees)).toMatchFileSnapshot(join(top, page));
});

test('there are at least thirty hostile trees, each told once', () => {
  const told = Object.values(hostileTrees)
    .flat()
    .map(({ tree, outcome }) => `${tree}: ${outcome}`);
  expect(told.length).toBeGreaterThanOrEqual(30);
  expect(new Set(told).size).toBe(told.length);
});

test('the README leads to the page', () => {
  expect(readFileSync(join(top, 'README.md'), 'utf8')).toContain(`(${page})`);
});
