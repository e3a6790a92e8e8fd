import { expect, test } from 'vitest';
import {
  asWire,
  chosenOf,
  countOf,
  everything,
  isChosen,
  nothing,
  toggled,
} from '../../../renderer/views/transfers/selection.ts';

const choice = { filter: 'all', search: 'x', folder: null } as const;

test('nothing is chosen at first', () => {
  expect(countOf(nothing, 100)).toBe(0);
  expect(isChosen(nothing, 'a')).toBe(false);
});

test('one is chosen and given up again', () => {
  const one = toggled(nothing, 'a');
  expect(isChosen(one, 'a')).toBe(true);
  expect(countOf(one, 100)).toBe(1);
  expect(countOf(toggled(one, 'a'), 100)).toBe(0);
});

test('all that are found are chosen without knowing their ids, but for some', () => {
  const most = toggled(everything, 'b');
  expect(isChosen(most, 'a')).toBe(true);
  expect(isChosen(most, 'b')).toBe(false);
  expect(countOf(most, 100_000)).toBe(99_999);
  expect(asWire(most, choice)).toEqual({ all: choice, except: ['b'] });
});

test('a range comes instead of what was chosen, or besides it', () => {
  const one = toggled(nothing, 'a');
  expect(asWire(chosenOf(['b', 'c']), choice)).toEqual({ ids: ['b', 'c'] });
  expect(asWire(chosenOf(['b', 'c'], one), choice)).toEqual({ ids: ['a', 'b', 'c'] });
});
