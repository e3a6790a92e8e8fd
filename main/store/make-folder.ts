import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder that only its owner can enter, with its parents; one that is there stays as it is. Node's own recursive
 * way never returns where a file system answers "no such file" below a folder that exists, as /proc does.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    // Another process may have made it in the meantime.
    if (!existsSync(path)) throw thrown;
  }
}
