import { expect, test } from 'vitest';
import { findClashes } from '../../../main/plan/clashes.ts';

const composed = 'caf\u00e9';
const decomposed = 'cafe\u0301';

test.each([
  ['README.md', 'readme.md', 'clash.case'],
  [composed, decomposed, 'clash.form'],
  ['CAF\u00c9', decomposed, 'clash.caseAndForm'],
  ['ΟΔΟΣ', 'οδοσ', 'clash.case'],
  ['ÄRGER', 'ärger', 'clash.case'],
  ['J\u030c', '\u01f0', 'clash.caseAndForm'],
])('%j and %j clash', (a, b, difference) => {
  const clashes = findClashes(['other', a, b]);
  expect(clashes.map(({ name, other }) => [name, other])).toEqual([
    [a, b],
    [b, a],
  ]);
  expect(clashes.map(clash => clash.difference.problem)).toEqual([difference, difference]);
});

test('each of three names is told with another one', () => {
  expect(findClashes(['A', 'a', 'Å', 'å', 'A\u030a']).map(({ name, other }) => `${name} ${other}`)).toEqual([
    'A a',
    'a A',
    'Å å',
    'å Å',
    'A\u030a Å',
  ]);
});

test('different names do not clash, nor does a name with itself', () => {
  expect(findClashes(['a', 'b', 'a', 'a.txt', 'ａ', 'straße', 'strasse'])).toEqual([]);
});

test('a hundred thousand names are looked through', () => {
  const names = Array.from({ length: 100_000 }, (_, number) => `file-${number}`);
  expect(findClashes([...names, 'FILE-99999'])).toHaveLength(2);
});
