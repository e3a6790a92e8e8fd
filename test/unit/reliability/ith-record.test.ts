import { expect, test } from 'vitest';
import type { Planned } from '../../reliability/ith/plan.ts';
import { toRecord } from '../../reliability/ith/record.ts';
import { ofIth } from '../../reliability/record/read-sections.ts';

const calls = { database: 2, request: 0, file: 0 };
const planned = (at: number): Planned => ({ kind: 'database', fault: 0, span: 'once', at });
const outcome = (hits: number) => ({ calls, hits, codes: [], failures: [], ms: 1 });

test('a plan that never struck is told by its name, and counts apart', () => {
  const tried = [
    { planned: planned(1), outcome: outcome(1) },
    { planned: planned(2), outcome: outcome(0) },
  ];
  const record = toRecord('s3', calls, 2, tried);
  expect(record.missed).toEqual(['database 0 once 2']);
  expect(ofIth(record).facts).toMatchObject({
    'trials whose fault struck': 1,
    'trials whose fault never struck': 1,
  });
});
