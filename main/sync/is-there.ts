import { promises as fs } from 'node:fs';

/** Whether something stands at a path; what can't be looked at is not taken for gone. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (thrown) {
    const errno = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
    return errno !== 'ENOENT' && errno !== 'ENOTDIR';
  }
}
