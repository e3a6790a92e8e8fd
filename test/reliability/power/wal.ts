import { existsSync, readFileSync } from 'node:fs';

/** Bytes before each page of the log, and before the first of them. */
const frameHeader = 24;
const fileHeader = 32;
/** Where the index of the log, as it is shared between processes, counts the frames that a checkpoint has dealt with. */
const backfilledAt = 96;
const attemptedAt = 128;

export interface WalFrame {
  readonly page: number;
  /** Pages of the database with the commit that this frame ends; 0 for others. */
  readonly commit: number;
  /** Of the page, in the file. */
  readonly start: number;
}

/** SQLite's write-ahead log, as https://sqlite.org/fileformat2.html#walformat has it. */
export interface Wal {
  readonly pageSize: number;
  /** Of this generation, to its end: what lies behind is of an older one. */
  readonly frames: readonly WalFrame[];
  /** Tells one generation from another. */
  readonly salt: string;
}

/** Null when there is no log, or an empty one. */
export function readWal(path: string): Wal | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  if (bytes.length < fileHeader) return null;
  const pageSize = bytes.readUInt32BE(8);
  const salt = bytes.toString('hex', 16, 24);
  const frames: WalFrame[] = [];
  for (let at = fileHeader; at + frameHeader + pageSize <= bytes.length; at += frameHeader + pageSize) {
    if (bytes.toString('hex', at + 8, at + 16) !== salt) break;
    frames.push({
      page: bytes.readUInt32BE(at),
      commit: bytes.readUInt32BE(at + 4),
      start: at + frameHeader,
    });
  }
  return { pageSize, frames, salt };
}

/** Where the frames end, in bytes of the file. */
export function endOf({ pageSize }: Wal, frames: number): number {
  return fileHeader + frames * (frameHeader + pageSize);
}

/** Frames that a checkpoint has flushed, for it does so before it touches the database. */
export function checkpointedFrames(shmPath: string): number {
  if (!existsSync(shmPath)) return 0;
  const bytes = readFileSync(shmPath);
  if (bytes.length < attemptedAt + 4) return 0;
  return Math.max(bytes.readUInt32LE(backfilledAt), bytes.readUInt32LE(attemptedAt));
}
