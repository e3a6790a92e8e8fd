import { expect, test } from 'vitest';
import { HeldMemory } from '../../reliability/sim/held-memory.ts';

test('a process holds what it held before it made a history short', () => {
  const held = new HeldMemory();
  for (const residentBytes of [1, 3, 2]) held.took({ residentBytes, shrunk: null });
  expect(held.mostBytes).toBe(3);
  held.took({ residentBytes: 9, shrunk: {} });
  held.took({ residentBytes: 8, shrunk: null });
  expect(held.mostBytes).toBe(3);
});
