import { promises as fs } from 'node:fs';
import { AppError } from '../base/app-error.ts';

/** Type and permission bits of a file, as `stat` has them. Throws `file.missing` or `file.unreadable`. */
export async function readMode(path: string): Promise<number> {
  try {
    return (await fs.stat(path)).mode;
  } catch (thrown) {
    const errno = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const isMissing = errno === 'ENOENT' || errno === 'ENOTDIR';
    const message = isMissing ? 'there is no such file' : 'the file cannot be read';
    throw new AppError(isMissing ? 'file.missing' : 'file.unreadable', message, { path, errno }, thrown);
  }
}
