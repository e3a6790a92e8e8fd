import { expect, test } from 'vitest';
import { createFaultPlan } from '../../../main/bucket/faults.ts';
import type { BucketRequest } from '../../../main/bucket/request.ts';

function request(key: string, partNumber?: number): BucketRequest {
  return {
    kind: 'oss',
    key,
    parameter: (name: string) => (name === 'partNumber' ? partNumber?.toString() : undefined),
  } as BucketRequest;
}

test('steps follow one another, each as often as planned', () => {
  const plan = createFaultPlan();
  plan.on('sendPart').dropAnswer().then.reply(503).times(2).then.hang();
  const hit = () => plan.take('sendPart', request('k')).map(fault => fault.does);
  expect([hit(), hit(), hit(), hit(), hit()]).toEqual([['dropAnswer'], ['reply'], ['reply'], ['hang'], []]);
  expect(plan.take('put', request('k'))).toEqual([]);
  expect(plan.hits()).toBe(4);
  plan.assertAllHit();
});

test('requests that do not match are not counted', () => {
  const plan = createFaultPlan();
  plan.on('any', { key: 'b', nth: 2 }).reply(500);
  plan.on('sendPart', { partNumber: 3 }).wrongCrc().times(Number.POSITIVE_INFINITY);
  expect(plan.take('put', request('b'))).toEqual([]);
  expect(plan.take('put', request('a'))).toEqual([]);
  expect(plan.take('sendPart', request('a', 2))).toEqual([]);
  expect(() => plan.assertAllHit()).toThrow(/any: reply, hit 0 of 1\nsendPart: wrongCrc, hit 0 of Infinity/);
  expect(plan.take('sendPart', request('b', 3)).map(fault => fault.does)).toEqual(['reply', 'wrongCrc']);
  plan.assertAllHit();
});
