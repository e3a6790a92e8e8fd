import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readMended, readSections } from '../../reliability/record/read-sections.ts';
import { renderRecord } from '../../reliability/record/render.ts';
import { missedKinds, type Section } from '../../reliability/record/section.ts';

const sample: Section = {
  ...{ title: 'Kills', about: 'Many.', command: 'npm run x', runs: 1_200, seeds: '1 to 9', failures: [] },
  faults: { engineKilled: 1_000, bucketKilled: 20 },
  sentTwice: { sent: 2_000, twice: 30, allowed: 900 },
  facts: { commit: 'abc1234' },
};

test('RELIABILITY.md is what npm run reliability makes', () => {
  const file = join(import.meta.dirname, '..', '..', 'RELIABILITY.md');
  expect(readFileSync(file, 'utf8')).toBe(renderRecord(readSections(), readMended()));
});

test('every kind of fault in it has struck', () => {
  const sections = readSections();
  expect(sections.length).toBeGreaterThan(2);
  expect(missedKinds(sections)).toEqual([]);
});

test('what was mended names its commit and how to see it again', () => {
  for (const { what, commit, seed, command } of readMended()) {
    expect(commit, what).toMatch(/^[0-9a-f]{7,40}$/);
    expect(seed ?? command, what).toBeDefined();
  }
});

test('a kind that never struck is told with its run', () => {
  expect(missedKinds([sample])).toEqual([]);
  expect(missedKinds([{ ...sample, faults: { engineKilled: 3, bucketKilled: 0 } }])).toEqual([
    'Kills: bucketKilled',
  ]);
});

test('runs, faults, bytes sent twice, what is left and what was mended are told', () => {
  const failed = { ...sample, failures: ['two\nlines | of it'] };
  const text = renderRecord([failed], [{ what: 'a hole', seed: 7, commit: 'abc1234' }]);
  expect(text).toContain('| [Kills](#kills) | 1,200 | 1 to 9 | 2 | 1,020 | 1 |');
  expect(text).toContain('| Kills | 2,000 | 30 | 1.50 % | 900 |');
  expect(text).toContain('| engineKilled | 1,000 |');
  expect(text).toContain('- two lines \\| of it');
  expect(text).toContain('| a hole | seed 7 | `abc1234` |');
});
