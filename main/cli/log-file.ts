import { appendFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { makeFolder } from '../store/make-folder.ts';

const mode = 0o600;

/**
 * Opens a log for appending, with its folder, and returns what writes to it. Throws `usage` when it can't be written; when
 * that begins later, as on a full disk, `onLost` hears of it once and the command goes on without its log.
 */
export function openLogFile(
  name: string,
  onLost: (path: string, reason: string) => void,
): (line: string) => void {
  const path = resolve(name);
  try {
    makeFolder(dirname(path));
    appendFileSync(path, '', { mode });
  } catch (thrown) {
    const about = problem('log.unwritable', { path, reason: reasonOf(thrown) });
    throw new AppError('usage', 'no place for the log', about, thrown);
  }
  let isTold = false;
  return line => {
    try {
      // By its name each time, so that a log that was rotated away is begun anew.
      appendFileSync(path, line, { mode });
    } catch (thrown) {
      if (!isTold) onLost(path, reasonOf(thrown));
      isTold = true;
    }
  };
}

function reasonOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? String(thrown);
}
