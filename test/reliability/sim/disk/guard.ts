import { DeadError } from '../owner.ts';
import { livingOwner, stage } from '../stage.ts';
import { fileError } from './node.ts';

/** Directories whose files belong to the user; faults of files strike there. */
const ofUser = '/sim/home/';

/** To be called before every access to a file: the dead have none, and now and then one fails. */
export function guard(syscall: string, path: string): void {
  const owner = livingOwner();
  const { faults, server, scheduler } = stage();
  if (owner === server || !path.startsWith(ofUser)) return;
  if (faults.take('process', 'deathInFile')) {
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
