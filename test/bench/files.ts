import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  futimesSync,
  mkdirSync,
  openSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export const mebibyte = 1024 ** 2;
const filesPerDirectory = 100;
const blockBytes = 16 * mebibyte;
/** Old enough for everyone to believe that nobody is writing any more. */
const age = () => new Date(Date.now() - 3_600_000);

/** A file of random blocks, no two of them alike. */
export function writeLargeFile(path: string, bytes: number): void {
  const block = randomFillSync(Buffer.allocUnsafe(blockBytes));
  const file = openSync(path, 'w');
  for (let done = 0; done < bytes; done += blockBytes) {
    block.writeDoubleLE(done, 0);
    writeSync(file, block, 0, Math.min(blockBytes, bytes - done));
  }
  futimesSync(file, age(), age());
  closeSync(file);
}

export function writeSparseFile(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
  utimesSync(path, age(), age());
}

/** Files of random bytes, a hundred to a directory. */
export function writeTree(path: string, count: number, bytes: number): void {
  const content = randomFillSync(Buffer.allocUnsafe(bytes));
  for (let number = 0; number < count; number += 1) {
    const directory = join(path, `d${Math.floor(number / filesPerDirectory)}`);
    if (number % filesPerDirectory === 0) mkdirSync(directory, { recursive: true });
    const file = join(directory, `file-${number}`);
    content.writeUInt32LE(number, 0);
    writeFileSync(file, content);
    utimesSync(file, age(), age());
  }
}
