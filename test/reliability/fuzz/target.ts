import type { IAsyncPropertyWithHooks } from 'fast-check';
import { AppError, isAbort } from '../../../main/base/app-error.ts';
import type { AtEnd } from '../../support/temp-dir.ts';

/** Something that is given rubbish. */
export interface FuzzTarget {
  readonly name: string;
  /** Samples that cost as much time as one of the cheapest target. */
  readonly cost: number;
  /** What has to hold for every sample; set up once for all of them. `tell` hears each code of an error that was clear. */
  open(tell: (code: string) => void, atEnd: AtEnd): Promise<IAsyncPropertyWithHooks<unknown[]>>;
}

/** Longer than any sample takes on a machine that does other things beside; what takes longer hangs. */
const patienceMs = 20_000;

/** Runs a call that may fail clearly: with an `AppError` whose code is no `bug`. Rethrows all else. Resolves with undefined after such a failure. */
export async function clearly<T>(
  tell: (code: string) => void,
  task: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await soon(task());
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'bug' || isAbort(thrown)) throw thrown;
    tell(thrown.code);
    return undefined;
  }
}

/** Rejects when nothing comes for long. */
export async function soon<T>(task: T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
