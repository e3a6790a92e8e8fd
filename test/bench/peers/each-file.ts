import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The files of a directory, or the file itself, as many at once as wanted; `key` is what to call it in the bucket. */
export async function eachFile(
  path: string,
  parallel: number,
  send: (file: string, key: string) => Promise<unknown>,
): Promise<void> {
  if (statSync(path).isFile()) {
    await send(path, 'large.bin');
    return;
  }
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .values();
  const worker = async () => {
    for (const file of files) await send(file, relative(path, file));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
