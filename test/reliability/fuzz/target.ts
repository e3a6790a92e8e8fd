import type { IAsyncPropertyWithHooks } from 'fast-check';
import { AppError, isAbort } from '../../../main/base/app-error.ts';
import type { AtEnd } from '../../support/temp-dir.ts';

/** What a target tells while it is given samples. */
export interface Told {
  /** Each code of an error that was clear. */
  code(code: string): void;
  /** The sample in hand got in: what reads it took it, and went on with what it holds. */
  taken(): void;
}

/** Something that is given rubbish. */
export interface FuzzTarget {
  readonly name: string;
  /** Samples that cost as much time as one of the cheapest target. */
  readonly cost: number;
  /** The share of samples that has to be taken: what is refused at the door has tried nothing behind it. */
  readonly leastTaken: number;
  /** What has to hold for every sample; set up once for all of them. */
  open(told: Told, atEnd: AtEnd): Promise<IAsyncPropertyWithHooks<unknown[]>>;
}

/** Longer than any sample takes on a machine that does other things beside; what takes longer hangs. */
const patienceMs = 20_000;

/** Runs a call that may fail clearly: with an `AppError` whose code is no `bug`. Rethrows all else. Resolves with undefined after such a failure. */
export async function clearly<T>(told: Told, task: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await soon(task());
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'bug' || isAbort(thrown)) throw thrown;
    told.code(thrown.code);
    return undefined;
  }
}

/** Rejects when nothing comes for long. What holds the thread itself is not seen here: see `watchSamples`. */
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
