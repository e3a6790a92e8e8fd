import { DeadError } from '../owner.ts';
import { livingOwner, stage } from '../stage.ts';
import { fileError } from './node.ts';

/** Directories whose files belong to the user; faults of files strike there alone, deaths everywhere. */
const ofUser = '/sim/home/';
/** What the program keeps for itself. */
const ofProgram = '/sim/state';
/** Calls that find what stands at a path; others are about what was opened there, or write. */
const looks: ReadonlySet<string> = new Set(['stat', 'lstat', 'open', 'realpath', 'exists']);

/** To be called before every access to a file: the dead have none, and now and then one fails. */
export function guard(syscall: string, path: string): void {
  const owner = livingOwner();
  const { faults, server, scheduler, disk } = stage();
  if (owner === server) return;
  const isOfUser = path.startsWith(ofUser);
  if (!isOfUser && !path.startsWith(ofProgram)) return;
  if (faults.take('process', isOfUser ? 'deathInFile' : 'deathInState')) {
    (owner.process ?? owner).die();
    throw new DeadError('died in a file');
  }
  if (!isOfUser) return;
  const code = faults.next('file', does => does !== 'shortRead' && fitsCall(does, syscall));
  if (code !== null) throw fileError(code, syscall, path);
  scheduler.note(`${owner.name} ${syscall} ${path}`);
  if (looks.has(syscall)) disk.onLook(path);
}

function fitsCall(code: string, syscall: string): boolean {
  if (code === 'ENOSPC') return syscall === 'write';
  if (code === 'EMFILE') return syscall === 'open' || syscall === 'scandir';
  return syscall !== 'close' && syscall !== 'exists';
}
