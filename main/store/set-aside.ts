import { existsSync, renameSync } from 'node:fs';
import { openFileLock } from './file-lock.ts';

/** The write-ahead log goes first: beside a new database file SQLite would delete it. */
const suffixes = ['-wal', '-shm', ''];

/**
 * Renames a damaged database and its companions to `NAME.damaged-<time>`, where a person can still try to save what is
 * in it, and returns that path. Of several processes that found the damage at once, one renames; for the others
 * `isStillDamaged` is false by then, and they get null.
 */
export function setAside(
  path: string,
  nowMs: number,
  waitMs: number,
  isStillDamaged: () => boolean,
): string | null {
  const gate = openFileLock(`${path}.gate`, waitMs);
  try {
    if (!isStillDamaged()) return null;
    const time = new Date(nowMs).toISOString().replaceAll(':', '-');
    const aside = `${path}.damaged-${time}`;
    for (const suffix of suffixes) {
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    }
    return aside;
  } finally {
    gate.close();
  }
}
