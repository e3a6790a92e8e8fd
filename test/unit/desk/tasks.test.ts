import { expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { createDeferred } from '../../../main/base/async.ts';
import { createTasks, mostRows, type TaskEnd, type Tasks } from '../../../main/desk/tasks.ts';
import type { VerifyRow } from '../../../preload/contract/tasks.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const row = (index: number): VerifyRow => ({
  ...{ kind: 'verify', path: `f${index}` },
  reason: { code: 'object-missing', facts: {} },
});

/** A clock whose timers a test lets go off. */
function createWorld() {
  const timers: (() => void)[] = [];
  const clock = {
    ...createFixedClock(0),
    after(_: number, callback: () => void) {
      timers.push(callback);
      return { stop() {}, restart() {} };
    },
  };
  return { tasks: createTasks(clock), passTime: () => timers.splice(0).forEach(each => void each()) };
}

/** Work that goes on until its signal fires. */
const untilStopped = (signal: AbortSignal) =>
  new Promise<TaskEnd>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

async function untilOver(tasks: Tasks, id: string) {
  while (!tasks.find(id).view.isOver) await new Promise(resolve => setImmediate(resolve));
  return tasks.find(id);
}

test('rows and counts can be read while the work goes on, and what it came to at its end', async () => {
  const { tasks } = createWorld();
  const end = createDeferred<TaskEnd>();
  const id = tasks.start('verify', 'folder', async progress => {
    progress.count({ files: 3 });
    progress.count({ verified: 1 });
    progress.row(row(1));
    return await end.promise;
  });
  expect(tasks.views()).toEqual([
    {
      ...{ id, kind: 'verify', folderId: 'folder', isOver: false, isStopped: false, error: null, rows: 1 },
      counts: { files: 3, verified: 1 },
    },
  ]);
  expect(tasks.rows(id, 0, 10)).toEqual({ total: 1, rows: [row(1)] });
  expect(tasks.find(id).summary).toBeNull();
  end.resolve({ summary: { missing: 1 } });
  expect(await untilOver(tasks, id)).toMatchObject({ summary: { missing: 1 }, policy: null });
});

test('rows beyond what is kept are counted, and the summary says so', async () => {
  const { tasks } = createWorld();
  const id = tasks.start('dryRun', null, async progress => {
    for (let index = 0; index < mostRows + 5; index += 1) progress.row(row(index));
    return { summary: {} };
  });
  const { view, summary } = await untilOver(tasks, id);
  expect(view.rows).toBe(mostRows);
  expect(summary).toEqual({ rowsInAll: mostRows + 5 });
  expect(tasks.rows(id, mostRows - 2, 500)).toEqual({
    total: mostRows,
    rows: [row(mostRows - 2), row(mostRows - 1)],
  });
});

test('a task that is stopped has no error; a stop after its end changes nothing', async () => {
  const { tasks } = createWorld();
  const id = tasks.start('doctor', null, (_, signal) => untilStopped(signal));
  tasks.stop(id);
  expect((await untilOver(tasks, id)).view).toMatchObject({ isStopped: true, error: null });
  const done = tasks.start('doctor', null, async () => ({ summary: {} }));
  await untilOver(tasks, done);
  tasks.stop(done);
  expect(tasks.find(done).view.isStopped).toBe(false);
});

test('what fails tells why; what was given up under it is no bug', async () => {
  const { tasks } = createWorld();
  const failing = tasks.start('restore', null, async () => {
    throw new AppError('remote.denied', 'no', { key: 'a' });
  });
  expect((await untilOver(tasks, failing)).view.error).toEqual({
    ...{ code: 'remote.denied', message: 'no', facts: { key: 'a' } },
  });
  const aborted = tasks.start(
    'restore',
    null,
    async () => AbortSignal.abort().throwIfAborted() ?? { summary: {} },
  );
  expect((await untilOver(tasks, aborted)).view).toMatchObject({
    isStopped: false,
    error: { code: 'request.stopped' },
  });
});

test('whoever waits for the work gets what it returns or throws', async () => {
  const { tasks } = createWorld();
  expect(await tasks.run('add', async () => 7)).toBe(7);
  await expect(
    tasks.run('add', async () => Promise.reject(new AppError('disk.full', 'full'))),
  ).rejects.toMatchObject({
    code: 'disk.full',
  });
  expect(tasks.views().map(({ isOver, error }) => [isOver, error?.code ?? null])).toEqual([
    [true, null],
    [true, 'disk.full'],
  ]);
});

test('what is over is forgotten after a while, or when it is dismissed', async () => {
  const { tasks, passTime } = createWorld();
  const first = tasks.start('doctor', null, async () => ({ summary: {} }));
  await untilOver(tasks, first);
  passTime();
  expect(() => tasks.find(first)).toThrow(expect.objectContaining({ code: 'task.unknown' }));
  const second = tasks.start('doctor', null, (_, signal) => untilStopped(signal));
  tasks.dismiss(second);
  expect(tasks.views()).toEqual([]);
});

test('closing waits for all, those that were dismissed as well', async () => {
  const { tasks } = createWorld();
  const end = createDeferred<void>();
  let hasEnded = false;
  const id = tasks.start('doctor', null, async () => {
    await end.promise;
    hasEnded = true;
    return { summary: {} };
  });
  tasks.dismiss(id);
  const closing = tasks.close();
  end.resolve();
  await closing;
  expect(hasEnded).toBe(true);
});
