import { expect, test } from 'vitest';
import { createOrderedIds } from '../../../main/store/ordered-id.ts';

test('ids grow one after the other, also within one moment, and when the clock goes back', () => {
  const next = createOrderedIds();
  const ids = Array.from({ length: 10_000 }, () => next(1_700_000_000_000));
  ids.push(next(1_600_000_000_000), next(1_800_000_000_000));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id is a UUID of version 7', () => {
  const id = createOrderedIds()(1_700_000_000_000);
  expect(id).toMatch(/^018bcfe5-6800-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
