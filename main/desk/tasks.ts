import { randomUUID } from 'node:crypto';
import type { TaskKind, TaskRow, TaskView } from '../../preload/contract/tasks.ts';
import { AppError, type ErrorRecord, type Facts, isAbort, toErrorRecord } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';

/** What a task's work tells as it goes on. */
export interface TaskProgress {
  count(counts: Facts): void;
  row(row: TaskRow): void;
}

/** What a task came to. */
export interface TaskEnd {
  readonly summary: Facts;
  /** Doctor: JSON of the smallest policy that grants what was refused. */
  readonly policy?: string | null;
}

export interface TaskRecord {
  readonly view: TaskView;
  readonly summary: Facts | null;
  readonly policy: string | null;
}

/** Long work that somebody watches: it runs by itself, can be stopped, and stays to be read for a while after its end. */
export interface Tasks {
  start(
    kind: TaskKind,
    folderId: string | null,
    work: (progress: TaskProgress, signal: AbortSignal) => Promise<TaskEnd>,
  ): string;
  /** The same for whoever waits for the work, and gets what it throws. */
  run<T>(kind: TaskKind, work: (progress: TaskProgress, signal: AbortSignal) => Promise<T>): Promise<T>;
  views(): readonly TaskView[];
  /** These throw `task.unknown`. */
  find(id: string): TaskRecord;
  rows(
    id: string,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly TaskRow[] };
  stop(id: string): void;
  dismiss(id: string): void;
  /** Stops all and resolves when they have ended. */
  close(): Promise<void>;
}

interface Task {
  readonly kind: TaskKind;
  readonly folderId: string | null;
  readonly stopping: AbortController;
  counts: Facts;
  /** The first of them; all are counted. */
  readonly rows: TaskRow[];
  rowCount: number;
  isOver: boolean;
  /** By somebody's wish, while it still ran. */
  isStopped: boolean;
  error: ErrorRecord | null;
  end: TaskEnd | null;
}

/** Rows of one task that can be read. */
export const mostRows = 10_000;
/** What is over stays so long, in ms. */
const keptMs = 10 * 60_000;
const mostTasks = 50;

export function createTasks(clock: Clock): Tasks {
  const tasks = new Map<string, Task>();
  /** Those that are dismissed while they end are among them. */
  const running = new Set<Promise<unknown>>();

  function find(id: string): Task {
    const task = tasks.get(id);
    if (task) return task;
    throw new AppError('task.unknown', 'there is no such task', { id });
  }

  function begin(kind: TaskKind, folderId: string | null) {
    const id = randomUUID();
    const task: Task = {
      ...{ kind, folderId, counts: {}, rows: [], rowCount: 0, error: null, end: null },
      ...{ isOver: false, isStopped: false, stopping: new AbortController() },
    };
    tasks.set(id, task);
    for (const [oldId, { isOver }] of tasks) {
      if (tasks.size <= mostTasks) break;
      if (isOver) tasks.delete(oldId);
    }
    const progress: TaskProgress = {
      count(counts) {
        task.counts = { ...task.counts, ...counts };
      },
      row(row) {
        task.rowCount += 1;
        if (task.rows.length < mostRows) task.rows.push(row);
      },
    };
    return { id, task, progress };
  }

  async function watch<T>(id: string, task: Task, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      if (!task.isStopped) task.error = toErrorRecord(isAbort(thrown) ? stopped(thrown) : thrown);
      throw thrown;
    } finally {
      task.isOver = true;
      clock.after(keptMs, () => void tasks.delete(id));
    }
  }

  function view(id: string, { kind, folderId, isOver, isStopped, error, counts, rows }: Task): TaskView {
    return { id, kind, folderId, isOver, isStopped, error, counts, rows: rows.length };
  }

  function follow(work: Promise<unknown>): void {
    const ended = work.then(
      () => {},
      () => {},
    );
    running.add(ended);
    void ended.then(() => running.delete(ended));
  }

  function stop(task: Task): void {
    if (task.isOver) return;
    task.isStopped = true;
    task.stopping.abort();
  }

  return {
    start(kind, folderId, work) {
      const { id, task, progress } = begin(kind, folderId);
      const whole = work(progress, task.stopping.signal).then(end => {
        task.end = end;
      });
      follow(watch(id, task, whole));
      return id;
    },
    async run(kind, work) {
      const { id, task, progress } = begin(kind, null);
      const watched = watch(id, task, work(progress, task.stopping.signal));
      follow(watched);
      return await watched;
    },
    views: () => [...tasks].map(([id, task]) => view(id, task)),
    find(id) {
      const task = find(id);
      const isCut = task.rowCount > task.rows.length;
      const summary = task.end && { ...task.end.summary, ...(isCut && { rowsInAll: task.rowCount }) };
      return { view: view(id, task), summary, policy: task.end?.policy ?? null };
    },
    rows(id, offset, limit) {
      const { rows } = find(id);
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
    stop: id => stop(find(id)),
    dismiss(id) {
      stop(find(id));
      tasks.delete(id);
    },
    async close() {
      for (const task of tasks.values()) stop(task);
      await Promise.all(running);
    },
  };
}

function stopped(cause: unknown): AppError {
  return new AppError('request.stopped', 'what the task works on was given up', {}, cause);
}
