import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
}

/** The file's text, null when there is no such file; any other trouble is `account.invalid`. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    const reason = reasonOf(thrown);
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null;
    throw new AppError(
      'account.invalid',
      `can't read ${file}: ${reason}`,
      problem('account.unreadable', { file, reason }),
      thrown,
    );
  }
}

const edits = new Map<string, Promise<unknown>>();

/** Runs what reads a file and writes it again, one after the other for each file, so that no edit of this process takes back another. */
export function editInTurn<T>(file: string, edit: () => Promise<T>): Promise<T> {
  const before = edits.get(file) ?? Promise.resolve();
  const mine = before.then(edit);
  const ended = mine.then(
    () => {},
    () => {},
  );
  edits.set(file, ended);
  void ended.then(() => {
    if (edits.get(file) === ended) edits.delete(file);
  });
  return mine;
}

/**
 * Replaces a file's content at once: readers see all of the old or all of the new. The file and a folder made for it
 * are its owner's alone. A symbolic link stays one.
 */
export async function writePrivately(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const draft = `${target}.${randomUUID()}`;
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => {});
    const reason = reasonOf(thrown);
    const code = reason === 'ENOSPC' || reason === 'EDQUOT' ? 'disk.full' : 'disk.failed';
    throw new AppError(code, `can't write ${file}: ${reason}`, { file, reason }, thrown);
  }
}
