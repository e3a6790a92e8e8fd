import fs, { type Dir } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type Call, type Calls, patch } from './patch.ts';
import { plannedError, throwPlanned } from './planned-error.ts';

/** Descriptors that were opened where calls count. */
const opened = new Set<unknown>();

/** Makes `node:fs` ask the plan in calls on descriptors that were opened where calls count. Each call counts once. */
export function installDescriptorFaults(counts: (path: unknown) => boolean): void {
  const sync = fs as unknown as Calls;
  patch(sync, 'openSync', inner => (...args: never[]) => {
    if (!counts(args[0])) return inner(...args);
    throwPlanned('open', String(args[0]));
    const descriptor = inner(...args);
    opened.add(descriptor);
    return descriptor;
  });
  for (const name of ['fstatSync', 'readSync']) {
    patch(sync, name, inner => (...args: never[]) => {
      if (opened.has(args[0])) throwPlanned(name.replace('Sync', ''), null);
      return inner(...args);
    });
  }
  patch(sync, 'closeSync', inner => (...args: never[]) => {
    inner(...args);
    // The system lets go of a file whatever it answers.
    if (opened.delete(args[0])) throwPlanned('close', null);
  });
  for (const name of ['read', 'fdatasync']) {
    patch(sync, name, inner => (...args: never[]) => {
      const error = opened.has(args[0]) ? plannedError(name, null) : null;
      if (!error) return inner(...args);
      const callback = args.at(-1) as unknown as (error: Error, count: number) => void;
      queueMicrotask(() => callback(error, 0));
      return undefined;
    });
  }
  patch(fs.promises as unknown as Calls, 'open', inner => async (...args: never[]) => {
    if (!counts(args[0])) return inner(...args);
    throwPlanned('open', String(args[0]));
    return withFaults((await inner(...args)) as FileHandle, ['stat', 'read', 'write', 'writev', 'sync']);
  });
  patch(fs.promises as unknown as Calls, 'opendir', inner => async (...args: never[]) => {
    if (!counts(args[0])) return inner(...args);
    throwPlanned('opendir', String(args[0]));
    return withFaults((await inner(...args)) as Dir, ['read']);
  });
}

/** The same handle, whose calls ask the plan, `close` among them. */
function withFaults<T extends FileHandle | Dir>(handle: T, names: readonly string[]): T {
  const calls = handle as unknown as Calls;
  const bound = (name: string, wrap: (inner: Call) => Call) =>
    patch(calls, name, inner => wrap(inner.bind(handle)));
  for (const name of names) {
    bound(name, inner => async (...args: never[]) => {
      throwPlanned(name, null);
      return await inner(...args);
    });
  }
  bound('close', inner => async () => {
    await inner();
    throwPlanned('close', null);
  });
  return handle;
}
