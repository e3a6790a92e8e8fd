import { expect, test } from 'vitest';
import type { LaneName } from '../../../main/model/lane.ts';
import { createLanes } from '../../../main/queue/lanes.ts';

const never = new AbortController().signal;

/** Asks for places and records who got one, in order. */
function createCrowd(total: number, onBusy?: (isBusy: boolean) => void) {
  const lanes = createLanes(total, onBusy);
  const admitted: string[] = [];
  const leave = new Map<string, () => void>();
  const ask = async (name: string, lane: LaneName, signal = never) => {
    leave.set(name, await lanes.acquire(lane, signal));
    admitted.push(name);
  };
  return { lanes, ask, admitted, leave: (name: string) => leave.get(name)?.() };
}

const settled = () => new Promise<void>(resolve => setImmediate(resolve));

test('both lanes get half while both wait', async () => {
  const crowd = createCrowd(2);
  for (const name of ['L1', 'L2', 'L3', 'L4']) void crowd.ask(name, 'large');
  for (const name of ['s1', 's2', 's3']) void crowd.ask(name, 'small');
  await settled();
  expect(crowd.admitted).toEqual(['L1', 'L2']);
  crowd.leave('L1');
  await settled();
  crowd.leave('L2');
  await settled();
  crowd.leave('s1');
  await settled();
  expect(crowd.admitted).toEqual(['L1', 'L2', 's1', 'L3', 's2']);
});

test('one lane alone gets every place', async () => {
  const crowd = createCrowd(3);
  for (const name of ['L1', 'L2', 'L3']) void crowd.ask(name, 'large');
  await settled();
  expect(crowd.admitted).toEqual(['L1', 'L2', 'L3']);
});

test('an aborted waiter leaves the line and takes no place', async () => {
  const crowd = createCrowd(1);
  const stop = new AbortController();
  void crowd.ask('L1', 'large');
  const aborted = crowd.ask('L2', 'large', stop.signal);
  void crowd.ask('L3', 'large');
  stop.abort();
  await expect(aborted).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  crowd.leave('L1');
  await settled();
  expect(crowd.admitted).toEqual(['L1', 'L3']);
});

test('giving a place back twice frees it once', async () => {
  const crowd = createCrowd(1);
  void crowd.ask('L1', 'large');
  void crowd.ask('L2', 'large');
  void crowd.ask('L3', 'large');
  await settled();
  crowd.leave('L1');
  crowd.leave('L1');
  await settled();
  expect(crowd.admitted).toEqual(['L1', 'L2']);
});

test('more places are taken at once, and fewer as they come free', async () => {
  const crowd = createCrowd(2);
  for (const name of ['L1', 'L2', 'L3', 'L4', 'L5', 'L6']) void crowd.ask(name, 'large');
  await settled();
  crowd.lanes.setTotal(4);
  await settled();
  expect(crowd.admitted).toEqual(['L1', 'L2', 'L3', 'L4']);
  crowd.lanes.setTotal(2);
  crowd.leave('L1');
  crowd.leave('L2');
  await settled();
  expect(crowd.admitted).toHaveLength(4);
  crowd.leave('L3');
  await settled();
  expect(crowd.admitted).toEqual(['L1', 'L2', 'L3', 'L4', 'L5']);
});

test('the first holder and the last one are told, and nothing in between', async () => {
  const told: boolean[] = [];
  const crowd = createCrowd(1, isBusy => void told.push(isBusy));
  for (const name of ['L1', 'L2']) void crowd.ask(name, 'large');
  await settled();
  expect(told).toEqual([true]);
  crowd.leave('L1');
  await settled();
  expect(told).toEqual([true]);
  crowd.leave('L2');
  expect(told).toEqual([true, false]);
  await crowd.ask('L3', 'small');
  expect(told).toEqual([true, false, true]);
});
