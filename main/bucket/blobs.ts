import { randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A stretch of a blob. Objects and parts are lists of them, so joining parts moves no byte. */
export interface Segment {
  readonly blob: string;
  readonly start: number;
  readonly size: number;
}

/** A blob in the making. Ends with exactly one of `finish` and `drop`. */
export interface BlobWriter {
  readonly id: string;
  /** Takes the chunk over; wait for the promise, if there is one, before giving the next. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  finish(): Promise<void>;
  /** Removes what was written. */
  drop(): Promise<void>;
}

/** Segments that are being read; their blobs outlive a deletion until `close`. */
export interface HeldBytes {
  /** `size` bytes from `first` on. */
  read(first: number, size: number): AsyncIterable<Uint8Array>;
  close(): void;
}

/** Chunks are gathered up to this size for one system call; with one such batch on its way, a body costs twice of it. */
const batchBytes = 1024 * 1024;
/** A body up to this size is written in one turn: three trips through the thread pool would cost more than the write. */
const smallBytes = 128 * 1024;
const readBytes = 256 * 1024;
const idForm = /^[0-9a-f]{32}$/;

/**
 * Files with random names below `dir`; no name ever comes from a client. Written bytes are in the hands of the operating
 * system when `finish` resolves, so they survive the death of the process, not that of the machine: nothing is fsynced.
 */
export function createBlobs(dir: string) {
  const made = new Set<string>();
  const holds = new Map<string, number>();
  const doomed = new Set<string>();
  const removals = new Set<Promise<void>>();

  const pathOf = (id: string) => join(dir, id.slice(0, 2), id);

  /** What can't be removed now is left for the sweep at the next start. */
  function remove(id: string): Promise<void> {
    const removal = rm(pathOf(id), { force: true })
      .catch(() => {})
      .finally(() => removals.delete(removal));
    removals.add(removal);
    return removal;
  }

  function makeFolder(id: string): void {
    const folder = id.slice(0, 2);
    if (made.has(folder)) return;
    mkdirSync(join(dir, folder), { recursive: true });
    made.add(folder);
  }

  return {
    create(): BlobWriter {
      const id = randomBytes(16).toString('hex');
      makeFolder(id);
      return createWriter(id, pathOf(id), () => remove(id));
    },

    /** Takes effect at once, so a deletion in the same turn of the event loop comes too late for the reader. */
    hold(segments: readonly Segment[]): HeldBytes {
      const ids = [...new Set(segments.map(segment => segment.blob))];
      for (const id of ids) holds.set(id, (holds.get(id) ?? 0) + 1);
      let isOpen = true;
      return {
        read: (first, size) => readSegments(segments, first, size, pathOf),
        close() {
          if (!isOpen) return;
          isOpen = false;
          for (const id of ids) {
            const left = (holds.get(id) ?? 1) - 1;
            if (left > 0) holds.set(id, left);
            else {
              holds.delete(id);
              if (doomed.delete(id)) void remove(id);
            }
          }
        },
      };
    },

    /** For blobs that are held and got a row again: a deletion in between no longer counts. */
    keep(segments: readonly Segment[]): void {
      for (const { blob } of segments) doomed.delete(blob);
    },

    /** Removes blobs that no row names any more, those that are held when they are let go. */
    discard(ids: readonly string[]): void {
      for (const id of ids) {
        if (holds.has(id)) doomed.add(id);
        else void remove(id);
      }
    },

    /** Resolves when no removal is under way. */
    settle: async () => void (await Promise.all(removals)),

    /** Removes what a crash between blob and row has left. Only before the first `create`; returns how many went. */
    async sweep(isKept: (id: string) => boolean): Promise<number> {
      let removed = 0;
      for (const folder of await readdir(dir, { withFileTypes: true })) {
        if (!folder.isDirectory()) continue;
        for (const name of await readdir(join(dir, folder.name))) {
          if (!idForm.test(name) || isKept(name)) continue;
          await remove(name);
          removed += 1;
        }
      }
      return removed;
    },
  };
}

export type Blobs = ReturnType<typeof createBlobs>;

/** One batch is written while the next is gathered and hashed. The file is made with the first bytes. */
function createWriter(id: string, path: string, remove: () => Promise<void>): BlobWriter {
  let file: FileHandle | null = null;
  let batch: Uint8Array[] = [];
  let gathered = 0;
  let running: Promise<void> = Promise.resolve();

  async function writeBatch(full: readonly Uint8Array[]): Promise<void> {
    file ??= await open(path, 'wx');
    await writeAll(file, full);
  }

  async function flush(): Promise<void> {
    const full = batch;
    batch = [];
    gathered = 0;
    await running;
    running = writeBatch(full);
    // Whoever waits next sees the failure; this only keeps it from being reported as unhandled before.
    running.catch(() => {});
  }

  return {
    id,
    write(chunk) {
      if (chunk.length === 0) return undefined;
      batch.push(chunk);
      gathered += chunk.length;
      return gathered < batchBytes ? undefined : flush();
    },
    async finish() {
      await running;
      if (!file && gathered <= smallBytes) {
        if (gathered > 0) writeFileSync(path, Buffer.concat(batch), { flag: 'wx' });
        return;
      }
      await flush();
      await running;
      await file?.close();
    },
    async drop() {
      await running.catch(() => {});
      await file?.close().catch(() => {});
      await remove();
    },
  };
}

async function writeAll(file: FileHandle, batch: readonly Uint8Array[]): Promise<void> {
  let size = 0;
  for (const chunk of batch) size += chunk.length;
  const { bytesWritten } = await file.writev(batch);
  for (let written = bytesWritten; written < size; ) {
    // Rare, and only on a disk that is about to fill up: the next call says so.
    const rest = Buffer.concat(batch).subarray(written);
    written += (await file.write(rest)).bytesWritten;
  }
}

async function* readSegments(
  segments: readonly Segment[],
  first: number,
  size: number,
  pathOf: (id: string) => string,
): AsyncGenerator<Uint8Array> {
  for (const { blob, start, size: length } of slice(segments, first, size)) {
    yield* createReadStream(pathOf(blob), { start, end: start + length - 1, highWaterMark: readBytes });
  }
}

/** The segments of a stretch of a list of segments. */
export function slice(segments: readonly Segment[], first: number, size: number): Segment[] {
  const taken: Segment[] = [];
  let position = 0;
  let left = size;
  for (const segment of segments) {
    const skip = Math.max(0, first - position);
    position += segment.size;
    if (skip >= segment.size || left === 0) continue;
    const length = Math.min(segment.size - skip, left);
    taken.push({ blob: segment.blob, start: segment.start + skip, size: length });
    left -= length;
  }
  return taken;
}
