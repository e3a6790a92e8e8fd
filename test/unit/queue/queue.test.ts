import { expect, test } from 'vitest';
import { createDeferred } from '../../../main/base/async.ts';
import type { LaneName, Priority } from '../../../main/model/lane.ts';
import { createQueue } from '../../../main/queue/queue.ts';

const never = new AbortController().signal;
const settled = () => new Promise<void>(resolve => setImmediate(resolve));

/** Tasks that run until they are told to end, and the order in which they began. */
function createTasks(setup: { small: number; large: number }) {
  const queue = createQueue(setup);
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string, lane: LaneName, priority?: Priority, signal = never) =>
    queue.run(
      lane,
      () => {
        const { promise, resolve } = createDeferred<void>();
        began.push(name);
        ends.set(name, resolve);
        return promise;
      },
      signal,
      priority,
    );
  return { queue, ask, began, end: (name: string) => ends.get(name)?.() };
}

test('what is asked for by hand goes before what a folder wants, in the order in which it came', async () => {
  const tasks = createTasks({ small: 1, large: 1 });
  void tasks.ask('b1', 'small', 'background');
  void tasks.ask('b2', 'small', 'background');
  void tasks.ask('m1', 'small', 'manual');
  void tasks.ask('b3', 'small', 'background');
  void tasks.ask('m2', 'small');
  for (const name of ['b1', 'm1', 'm2', 'b2', 'b3']) {
    await settled();
    tasks.end(name);
  }
  await settled();
  expect(tasks.began).toEqual(['b1', 'm1', 'm2', 'b2', 'b3']);
});

test('what is under way is not interrupted, and each size has places of its own', async () => {
  const tasks = createTasks({ small: 2, large: 1 });
  for (const name of ['L1', 'L2']) void tasks.ask(name, 'large', 'background');
  void tasks.ask('M', 'large');
  for (const name of ['s1', 's2', 's3']) void tasks.ask(name, 'small', 'background');
  await settled();
  expect(tasks.began).toEqual(['L1', 's1', 's2']);
  tasks.end('s1');
  tasks.end('L1');
  await settled();
  expect(tasks.began).toEqual(['L1', 's1', 's2', 's3', 'M']);
});

test('what is given up while it waits leaves the line with the reason, and takes nobody else along', async () => {
  const tasks = createTasks({ small: 1, large: 1 });
  const stop = new AbortController();
  void tasks.ask('first', 'small');
  const waiting = tasks.ask('given up', 'small', 'background', stop.signal);
  void tasks.ask('next', 'small', 'background');
  const reason = new DOMException('paused', 'AbortError');
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(tasks.ask('late', 'small', 'manual', stop.signal)).rejects.toBe(reason);
  tasks.end('first');
  await settled();
  expect(tasks.began).toEqual(['first', 'next']);
});

test('a place that becomes free while its next holder is given up is not lost', async () => {
  const tasks = createTasks({ small: 1, large: 1 });
  const stop = new AbortController();
  void tasks.ask('first', 'small');
  await settled();
  const second = tasks.ask('second', 'small', 'manual', stop.signal);
  tasks.end('first');
  await settled();
  stop.abort();
  tasks.end('second');
  await second;
  void tasks.ask('third', 'small');
  await settled();
  expect(tasks.began).toEqual(['first', 'second', 'third']);
});

test('a task that fails gives its place back', async () => {
  const queue = createQueue({ small: 1, large: 1 });
  await expect(queue.run('small', () => Promise.reject(new Error('planned')), never)).rejects.toThrow(
    'planned',
  );
  expect(await queue.run('small', async () => 'free', never)).toBe('free');
});

test('more small ones start at once when there are more places, and fewer when there are fewer', async () => {
  const tasks = createTasks({ small: 1, large: 1 });
  for (const name of ['s1', 's2', 's3', 's4']) void tasks.ask(name, 'small');
  tasks.queue.setSmall(3);
  await settled();
  expect(tasks.began).toEqual(['s1', 's2', 's3']);
  tasks.queue.setSmall(1);
  tasks.end('s1');
  tasks.end('s2');
  await settled();
  expect(tasks.began).toHaveLength(3);
  tasks.end('s3');
  await settled();
  expect(tasks.began).toEqual(['s1', 's2', 's3', 's4']);
});
