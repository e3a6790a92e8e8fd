import { promises as fs } from 'node:fs';
import type { KnownFile } from '../model/known-file.ts';
import type { SeenFile } from '../model/seen.ts';
import { findMove, type Move } from '../plan/moves.ts';
import type { FolderRun } from './folder-run.ts';

/** What a file that is new at its path, or another one than before, was known as; null for none. */
export async function findMoveOf(
  run: FolderRun,
  path: string,
  seen: SeenFile,
  known: KnownFile | null,
): Promise<Move | null> {
  const { folder, store } = run;
  const { size, mtimeNs, inode, device } = seen;
  const isSame =
    known?.identity.size === size && known.identity.mtimeNs === mtimeNs && known.identity.inode === inode;
  if (isSame || size === 0 || store.known.totals(folder.id).files === 0) return null;
  const found = store.known
    .withIdentity(folder.id, { size, mtimeNs, ctimeNs: seen.ctimeNs, inode, device })
    .filter(candidate => candidate.path !== path);
  if (found.length === 0) return null;
  const candidates = await Promise.all(
    found.map(async each => ({ known: each, isGone: !(await holds(run.absolute(each.path), inode)) })),
  );
  return findMove(seen, candidates);
}

/** Whether a path still leads to the file with this inode. */
async function holds(path: string, inode: string): Promise<boolean> {
  try {
    return (await fs.lstat(path, { bigint: true })).ino.toString() === inode;
  } catch {
    return false;
  }
}
