import { expect, test } from 'vitest';
import { ossErrorCodes } from '../../../main/remote/oss-errors.ts';
import { s3ErrorCodes } from '../../../main/remote/s3-errors.ts';
import { allKinds } from '../../reliability/sim/kinds.ts';
import { makeHistory } from '../../reliability/sim/make-history.ts';
import { replies } from '../../reliability/sim/replies.ts';

test.each([
  ['oss', ossErrorCodes],
  ['s3', s3ErrorCodes],
] as const)('every code in the table of %s is answered in histories', (store, codes) => {
  const answered = new Set(replies[store].map(does => does.split(' ')[1]));
  expect([...codes.keys()].filter(code => !answered.has(code))).toEqual([]);
  const counted = new Set(allKinds());
  expect(replies[store].filter(does => !counted.has(`request: ${store} ${does}`))).toEqual([]);
});

test('histories plan every answer of their store and none that is the other one’s alone', () => {
  const planned = { oss: new Set<string>(), s3: new Set<string>() };
  for (let seed = 1; seed <= 3_000; seed += 1) {
    const { kind, steps } = makeHistory(seed);
    for (const step of steps) if (step.do === 'fault') planned[kind].add(step.does);
  }
  const replied = (store: 'oss' | 's3') => [...planned[store]].filter(does => /^\d/.test(does)).toSorted();
  expect(replied('oss')).toEqual(replies.oss.toSorted());
  expect(replied('s3')).toEqual(replies.s3.toSorted());
});
