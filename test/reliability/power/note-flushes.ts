import fs, { existsSync, readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { readWal } from './wal.ts';

/**
 * Loaded into the engine before anything else (`--import`): writes down beside the database how many frames of its log have been flushed to the disk, by a
 * transaction that asks for it or by itself. Everything behind that may be lost at a power cut, and nothing before. Linux.
 */
export interface FlushNote {
  readonly salt: string;
  readonly frames: number;
}

function note(path: string, reached: FlushNote): void {
  const file = `${path}.flushed`;
  if (readWal(`${path}-wal`)?.salt !== reached.salt) return;
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FlushNote) : null;
  if (before?.salt === reached.salt && before.frames >= reached.frames) return;
  writeFileSync(`${file}.new`, JSON.stringify(reached));
  renameSync(`${file}.new`, file);
}

function reachedBy(path: string): FlushNote | null {
  const wal = readWal(`${path}-wal`);
  return wal && { salt: wal.salt, frames: wal.frames.length };
}

if (isMainThread) {
  const { default: Sqlite } = await import('better-sqlite3');
  const pragma = Sqlite.prototype.pragma;
  let isFull = false;
  Sqlite.prototype.pragma = function (this: InstanceType<typeof Sqlite>, source: string, options?: object) {
    const wasFull = isFull;
    if (source.startsWith('synchronous')) isFull = source.endsWith('FULL');
    const reached = wasFull && !isFull ? reachedBy(this.name) : null;
    if (reached) note(this.name, reached);
    return pragma.call(this, source, options);
  };

  const fdatasync = fs.fdatasync;
  const noting = (handle: number, done: (error: NodeJS.ErrnoException | null) => void) => {
    const path = readlinkSync(`/proc/self/fd/${handle}`).replace(/-wal$/, '');
    const reached = reachedBy(path);
    fdatasync(handle, error => {
      if (!error && reached) note(path, reached);
      done(error);
    });
  };
  fs.fdatasync = Object.assign(noting, { __promisify__: fdatasync.__promisify__ });
  syncBuiltinESMExports();
}
