import { constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { AppError } from '../base/app-error.ts';
import { letGo } from '../base/let-go.ts';
import type { ChecksumAlgorithm, DigestAlgorithm } from '../model/checksum.ts';
import { createDigest, type Digest } from '../model/digest.ts';
import type { Part } from '../model/part.ts';
import { compareSources, type Source } from '../model/source.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SentBody } from './send.ts';
import { sourceOf, toFileError, tryFile } from './source.ts';

/** `size` bytes of a file from `offset`. Plain data: crosses threads in place of the bytes. */
export interface FileSlice {
  readonly source: Source;
  readonly offset: number;
  readonly size: number;
}

/** The bytes of one part of what goes up of a file. */
export function sliceOf(source: Source, part: Pick<Part, 'offset' | 'size'>): FileSlice {
  return { source, offset: source.offset + part.offset, size: part.size };
}

/** All that goes up of a file. */
export function wholeSlice(source: Source): FileSlice {
  return { source, offset: source.offset, size: source.length };
}

export interface FileSliceSetup {
  readonly slice: FileSlice;
  /** The checksum that is computed while the bytes are sent. */
  readonly algorithm: ChecksumAlgorithm;
  readonly buffers: BufferPool;
  readonly rateLimit: RateLimit;
  readonly moved: { restart(): void; add(bytes: number): void };
  readonly signal: AbortSignal;
}

/** Slices up to this size are read at once and sent as one piece. */
const wholeBytes = 128 * 1024;

/** A slice as a request body that remembers what it sent. Must be closed. */
export interface FileSliceBody extends SentBody {
  /** The bytes without sending them: neither counted nor held to the rate limit. */
  read(): AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Opens a slice for sending. Throws `file.changed` when the file is not the one that the slice was cut from, here
 * or while it is read, and what `toFileError` maps.
 */
export function openFileSlice(setup: FileSliceSetup): FileSliceBody {
  const { slice, algorithm, buffers, rateLimit, moved, signal } = setup;
  const { path } = slice.source;
  const handle = openChecked(slice.source);
  const known = new Map<DigestAlgorithm, string>();
  let sent: string | null = null;

  /** Reads ahead of exactly one chunk: while one buffer is on its way to the kernel, the other is filled. */
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    const pair = [buffers.take(), buffers.take()] as const;
    let turn = 0;
    let pending: Promise<number> | null = null;
    const startRead = (done: number) => {
      const buffer = pair[turn % 2 === 0 ? 0 : 1];
      turn += 1;
      const length = Math.min(buffer.length, slice.size - done);
      const reading = readAll(handle, buffer, length, slice.offset + done, path);
      reading.catch(() => {});
      return { buffer, reading };
    };
    try {
      let next = slice.size > 0 ? startRead(0) : null;
      let done = 0;
      while (next) {
        pending = next.reading;
        const { buffer } = next;
        const length = await next.reading;
        pending = null;
        if (length === 0) throw changed(path);
        done += length;
        next = done < slice.size ? startRead(done) : null;
        pending = next?.reading ?? null;
        yield buffer.subarray(0, length);
      }
    } finally {
      // A buffer goes back only when no read can still write into it.
      await pending?.catch(() => {});
      for (const buffer of pair) buffers.give(buffer);
    }
  }

  async function* open(): AsyncGenerator<Uint8Array, void, void> {
    const digest = await createDigest(algorithm);
    let done = 0;
    sent = null;
    moved.restart();
    for await (const chunk of chunks()) {
      digest.update(chunk);
      for (let start = 0; start < chunk.length; ) {
        const piece = chunk.subarray(start, start + rateLimit.chunkBytes);
        await rateLimit.take(piece.length, signal);
        done += piece.length;
        // All bytes are read, and the server can't store before the last of them arrives: a torn body never ends.
        if (done === slice.size) requireSame(slice.source, handle);
        yield piece;
        moved.add(piece.length);
        start += piece.length;
      }
    }
    finish(digest);
  }

  /** Without a hop to another thread and back, which takes longer than reading so little. */
  async function whole(): Promise<Uint8Array> {
    const digest = await createDigest(algorithm);
    sent = null;
    moved.restart();
    const bytes = readNow(handle, slice, path);
    for (let start = 0; start < bytes.length; start += rateLimit.chunkBytes) {
      await rateLimit.take(Math.min(rateLimit.chunkBytes, bytes.length - start), signal);
    }
    digest.update(bytes);
    requireSame(slice.source, handle);
    finish(digest);
    moved.add(bytes.length);
    return bytes;
  }

  function finish(digest: Digest): void {
    sent = digest.hex();
    const before = known.get(algorithm);
    if (before !== undefined && before !== sent) throw changed(path);
  }

  return {
    size: slice.size,
    open,
    ...(slice.size <= wholeBytes ? { whole } : {}),
    read: chunks,
    async digest(wanted) {
      const before = known.get(wanted);
      if (before !== undefined) return before;
      const digest: Digest = await createDigest(wanted);
      for await (const chunk of chunks()) {
        signal.throwIfAborted();
        digest.update(chunk);
      }
      const hex = digest.hex();
      known.set(wanted, hex);
      return hex;
    },
    sentChecksum() {
      if (sent === null) throw new AppError('bug', 'the slice was not sent to its end');
      return sent;
    },
    close: () => letGo(handle),
  };
}

/** To open a pipe that has taken the place of the file must not wait for its writer. Windows has neither: the flag is 0 there. */
const readWithoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK;

/** Opens the file and compares it, through the open handle, with the source that the slice was cut from. */
function openChecked(source: Source): number {
  const handle = tryFile(source.path, () => openSync(source.path, readWithoutWaiting));
  try {
    requireSame(source, handle);
    return handle;
  } catch (thrown) {
    letGo(handle);
    throw thrown;
  }
}

function requireSame(source: Source, handle: number): void {
  const stats = tryFile(source.path, () => fstatSync(handle, { bigint: true }));
  if (compareSources(source, sourceOf(source.path, stats)) !== 'same') throw changed(source.path);
}

/** The bytes of a slice, in memory of their own. */
function readNow(handle: number, { offset, size }: FileSlice, path: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  for (let done = 0; done < size; ) {
    const count = tryFile(path, () => readSync(handle, bytes, done, size - done, offset + done));
    if (count === 0) throw changed(path);
    done += count;
  }
  return bytes;
}

/** Fills `length` bytes; fewer only at the end of the file. */
async function readAll(handle: number, buffer: Uint8Array, length: number, position: number, path: string) {
  let done = 0;
  while (done < length) {
    const count = await readOnce(handle, buffer, done, length - done, position + done, path);
    if (count === 0) throw changed(path);
    done += count;
  }
  return done;
}

function readOnce(
  handle: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
  path: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    read(handle, buffer, offset, length, position, (error, count) => {
      if (error) reject(toFileError(error, path));
      else resolve(count);
    });
  });
}

function changed(path: string): AppError {
  return new AppError('file.changed', 'the file changed while it was read', { path });
}
