import { createHash, randomFillSync, randomInt } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

const chunkBytes = 8 * 1024 * 1024;
const largestSmallFile = 64 * 1024;

/** A file of the demo: its name below the folder, and what its bytes are. */
export interface DemoFile {
  readonly name: string;
  readonly size: number;
  /** SHA-256 taken while the file was written, independent of every checksum that the upload uses. */
  readonly sha256: string;
}

/** Writes one large file and `smallCount` small ones of random size, all of random bytes. */
export async function writeDemoFiles(
  folder: string,
  largeBytes: number,
  smallCount: number,
  signal: AbortSignal,
): Promise<readonly DemoFile[]> {
  await mkdir(folder, { recursive: true });
  const files = [await writeRandomFile(folder, 'large.bin', largeBytes, signal)];
  const digits = String(smallCount).length;
  for (let number = 1; number <= smallCount; number += 1) {
    const name = `small-${String(number).padStart(digits, '0')}.bin`;
    files.push(await writeRandomFile(folder, name, randomInt(largestSmallFile), signal));
  }
  return files;
}

async function writeRandomFile(
  folder: string,
  name: string,
  size: number,
  signal: AbortSignal,
): Promise<DemoFile> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, size));
  const handle = await open(join(folder, name), 'wx');
  try {
    for (let left = size; left > 0; ) {
      signal.throwIfAborted();
      const chunk = buffer.subarray(0, Math.min(buffer.length, left));
      randomFillSync(chunk);
      hash.update(chunk);
      await handle.writeFile(chunk);
      left -= chunk.length;
    }
  } finally {
    await handle.close();
  }
  return { name, size, sha256: hash.digest('hex') };
}
