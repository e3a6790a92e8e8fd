import { expect, test } from 'vitest';
import { createDeferred } from '../../../main/base/async.ts';
import { mapInOrder } from '../../../main/desk/unfinished/map-in-order.ts';

const never = new AbortController().signal;

async function* upTo(count: number) {
  for (let number = 1; number <= count; number += 1) yield number;
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('results come in the order of the items, whoever ends first', async () => {
  const first = createDeferred<void>();
  const task = async (number: number) => {
    if (number === 1) await first.promise;
    else if (number === 3) first.resolve();
    return number * 10;
  };
  expect(await collect(mapInOrder(upTo(5), 3, task, never))).toEqual([10, 20, 30, 40, 50]);
});

test('never more than the width run at once', async () => {
  let [running, most] = [0, 0];
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(resolve => setImmediate(resolve));
    running -= 1;
  };
  await collect(mapInOrder(upTo(20), 4, task, never));
  expect(most).toBe(4);
});

test('a failure ends it and tells those that still run', async () => {
  const told: number[] = [];
  const task = async (number: number, signal: AbortSignal) => {
    if (number === 1) throw new Error('no');
    await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
    told.push(number);
  };
  await expect(collect(mapInOrder(upTo(9), 3, task, never))).rejects.toThrow('no');
  expect(told).toEqual([2, 3]);
});
