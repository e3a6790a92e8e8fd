import { type FileHandle, open, stat } from 'node:fs/promises';
import { AppError } from '../../base/app-error.ts';
import { createDigest } from '../../model/digest.ts';
import type { FileIdentity } from '../../model/source.ts';
import { sourceOf, toFileError } from '../source.ts';

/** What the system tells of an open file. */
export interface FileState {
  readonly size: number;
  /** As in `SourceIdentity`. */
  readonly mtimeNs: string;
  /** It has no name any more, so it takes up its place on the disk only for as long as somebody has it open. */
  readonly isDeleted: boolean;
}

/** An open file that may grow while it is read, and that is still readable when it was renamed or deleted. */
export interface LogFile extends FileIdentity {
  readonly path: string;
  size(): Promise<number>;
  look(): Promise<FileState>;
  /** Fills `buffer` from `offset`; returns how many bytes there were, fewer only at the end of the file. */
  read(buffer: Uint8Array, offset: number): Promise<number>;
  /** CRC-64 of `length` bytes from `offset`; null when the file ends before. */
  crc(offset: number, length: number, signal: AbortSignal): Promise<string | null>;
  close(): Promise<void>;
}

/** CRC-64 of no bytes. */
export const emptyCrc = '0'.repeat(16);
const readBytes = 1024 * 1024;

/** Throws `file.missing`, `file.not-regular` and `file.unreadable`. */
export async function openLogFile(path: string): Promise<LogFile> {
  let handle: FileHandle | undefined;
  try {
    // Opening a pipe would wait for its writer.
    sourceOf(path, await stat(path, { bigint: true }));
    handle = await open(path, 'r');
    const { inode, device } = sourceOf(path, await handle.stat({ bigint: true }));
    return wrap(handle, path, { inode, device });
  } catch (thrown) {
    await handle?.close().catch(() => {});
    throw asFileError(thrown, path);
  }
}

function asFileError(thrown: unknown, path: string): AppError {
  return thrown instanceof AppError ? thrown : toFileError(thrown, path);
}

function wrap(handle: FileHandle, path: string, identity: FileIdentity): LogFile {
  async function guarded<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (thrown) {
      throw asFileError(thrown, path);
    }
  }

  async function read(buffer: Uint8Array, offset: number): Promise<number> {
    let done = 0;
    while (done < buffer.length) {
      const from = offset + done;
      const { bytesRead } = await guarded(() => handle.read(buffer, done, buffer.length - done, from));
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async function look(): Promise<FileState> {
    const stats = await guarded(() => handle.stat({ bigint: true }));
    const { size, mtimeNs } = sourceOf(path, stats);
    return { size, mtimeNs, isDeleted: stats.nlink === 0n };
  }

  return {
    ...identity,
    path,
    look,
    size: async () => (await look()).size,
    read,
    async crc(offset, length, signal) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(length, readBytes));
      const digest = await createDigest('crc64');
      for (let done = 0; done < length; ) {
        signal.throwIfAborted();
        const piece = buffer.subarray(0, Math.min(buffer.length, length - done));
        if ((await read(piece, offset + done)) < piece.length) return null;
        digest.update(piece);
        done += piece.length;
      }
      return digest.hex();
    },
    async close() {
      // Nothing was written: whatever the system answers, it lets go of the file.
      await handle.close().catch(() => {});
    },
  };
}

/** A file by its name, with the size and, as in `SourceIdentity`, the time of modification that it has now. */
export type NamedFile = FileIdentity & { readonly size: number; readonly mtimeNs: string };

/** Which file the path leads to now; null when there is none. */
export async function identify(path: string): Promise<NamedFile | null> {
  try {
    const { inode, device, size, mtimeNs } = sourceOf(path, await stat(path, { bigint: true }));
    return { inode, device, size, mtimeNs };
  } catch (thrown) {
    const error = asFileError(thrown, path);
    if (error.code === 'file.missing') return null;
    throw error;
  }
}

export function isSameFile(a: FileIdentity, b: FileIdentity): boolean {
  return a.inode === b.inode && a.device === b.device;
}
