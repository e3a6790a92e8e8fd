import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../base/app-error.ts';

/** Which object the bytes of a part file belong to; kept beside it, so that a resume never mixes two versions. */
export interface PartIdentity {
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
}

/** Where downloaded bytes go, in order. */
export interface Sink {
  /** Bytes that an earlier run left; they come before what is written now. */
  readonly keptBytes: number;
  /** The kept bytes, to be read before the first write. */
  kept(): AsyncIterable<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  /** Starts over: what was written does not count. */
  clear(): Promise<void>;
  /** All bytes are there and right: gives the file its name. */
  commit(): Promise<void>;
  /** Ends without a commit; what was written stays for a resume. */
  close(): Promise<void>;
}

/** Writes to `FILE.part` and renames it at the end, so that FILE is never half there. */
export async function openPartFile(path: string, identity: PartIdentity): Promise<Sink> {
  const partPath = `${path}.part`;
  const notePath = `${path}.part.json`;
  const wanted = JSON.stringify(identity);
  const guarded = guard(partPath);
  return guarded(async () => {
    const isSame = (await readFile(notePath, 'utf8').catch(() => '')) === wanted;
    if (!isSame) {
      await rm(partPath, { force: true });
      await writeFile(notePath, wanted);
    }
    const handle = await open(partPath, constants.O_RDWR | constants.O_CREAT);
    const { size } = await handle.stat();
    const keptBytes = size <= identity.size ? size : 0;
    if (keptBytes !== size) await handle.truncate(0);
    let position = keptBytes;
    return {
      keptBytes,
      kept: () => readUpTo(handle, keptBytes),
      write: bytes =>
        guarded(async () => {
          for (let done = 0; done < bytes.length; ) {
            const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position);
            done += bytesWritten;
            position += bytesWritten;
          }
        }),
      clear: () =>
        guarded(async () => {
          await handle.truncate(0);
          position = 0;
        }),
      commit: () =>
        guarded(async () => {
          await handle.sync();
          await handle.close();
          await rename(partPath, path);
          await syncFolder(dirname(path));
          await rm(notePath, { force: true });
        }),
      close: () => guarded(() => handle.close()),
    };
  });
}

async function* readUpTo(handle: FileHandle, end: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  for (let position = 0; position < end; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - position), position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Makes the rename last; folders can't be opened on Windows, where it lasts without. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Runs a task on the disk and says what its failures mean. */
function guard(path: string) {
  return async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } catch (thrown) {
      const reason = (thrown as NodeJS.ErrnoException).code;
      if (reason === undefined) throw thrown;
      const code = reason === 'ENOSPC' || reason === 'EDQUOT' ? 'disk.full' : 'disk.failed';
      throw new AppError(code, 'the downloaded bytes could not be written', { path, reason }, thrown);
    }
  };
}
