import { AppError } from '../base/app-error.ts';
import { compareSources, type Source, withWindow } from '../model/source.ts';
import type { Run } from './run.ts';

/** A file that is still being written after so many looks, a quiet period apart, is given up for now. */
const mostLooks = 40;

/**
 * Resolves with the file, and the bytes of it that are wished, once it was left alone for a quiet period. Throws
 * `file.changed` when it never is, and `options.invalid` when it is too short now.
 */
export async function waitUntilQuiet(run: Run): Promise<Source> {
  const { lookAt, window, clock, settings, signal, transfer } = run;
  const { path } = transfer.source;
  let before = await lookAt(path);
  for (let looks = 1; looks <= mostLooks; looks += 1) {
    await clock.sleep(settings.quietMs, signal);
    const now = await lookAt(path);
    if (compareSources(before, now) !== 'changed') return withWindow(now, window);
    before = now;
  }
  throw new AppError('file.changed', 'the file is being written to all the time', {
    path,
    waitedMs: mostLooks * settings.quietMs,
  });
}
