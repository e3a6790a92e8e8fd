import { join } from 'node:path';
import { DeadError } from '../owner.ts';
import { livingOwner, stage } from '../stage.ts';
import { fileError } from './node.ts';

/** Directories whose files lie in memory; the rest of `/sim` is a real directory, for SQLite has to open what lies there. */
const inMemory = ['/sim/home', '/sim/bucket/blobs'];

export function isInMemory(path: string): boolean {
  return inMemory.some(each => path === each || path.startsWith(`${each}/`));
}

export function realPathOf(path: string): string {
  if (path !== '/sim' && !path.startsWith('/sim/')) throw fileError('ENOENT', 'open', path);
  return join(stage().realDir, path.slice('/sim'.length));
}

/** To be called before every access to a file: the dead have none, and now and then one fails. */
export function guard(syscall: string, path: string): void {
  const owner = livingOwner();
  const { faults, server, scheduler } = stage();
  if (owner === server || !isInMemory(path)) return;
  if (owner.name !== 'world' && faults.take('process', 'deathInFile')) {
    (owner.process ?? owner).die();
    throw new DeadError('died in a file');
  }
  const code = faults.next('file', does => does !== 'shortRead' && fitsCall(does, syscall));
  if (code !== null) throw fileError(code, syscall, path);
  scheduler.note(`${owner.name} ${syscall} ${path}`);
}

function fitsCall(code: string, syscall: string): boolean {
  if (code === 'ENOSPC') return syscall === 'write';
  if (code === 'EMFILE') return syscall === 'open' || syscall === 'scandir';
  return syscall !== 'close' && syscall !== 'exists';
}
