import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { installDescriptorFaults } from './fail-open-files.ts';
import { type Calls, patch } from './patch.ts';
import { plannedError } from './planned-error.ts';

let root: string | null = null;

/** Whose calls count: those below this directory. */
export function countFilesBelow(directory: string): void {
  root = directory;
}

/**
 * Makes `node:fs` ask the plan. The program imports the same functions as ever: the module's own bindings are replaced, so
 * it needs no seam of its own.
 */
export function installFileFaults(): void {
  const sync = fs as unknown as Calls;
  const promised = fs.promises as unknown as Calls;
  for (const name of ['stat', 'lstat', 'readdir', 'realpath', 'mkdir', 'rename', 'rm', 'readFile']) {
    failByPath(sync, `${name}Sync`, name);
    failByPath(promised, name, name);
  }
  Object.assign(fs.realpathSync, { native: fs.realpathSync });
  failByPath(promised, 'writeFile', 'write');
  // It has no way to tell of an error.
  patch(sync, 'existsSync', inner => (...args: never[]) => {
    const isFailed = isBelow(args[0]) && plannedError('access', String(args[0])) !== null;
    return !isFailed && inner(...args);
  });
  installDescriptorFaults(isBelow);
  syncBuiltinESMExports();
}

function failByPath(calls: Calls, name: string, syscall: string): void {
  const isPromised = calls === (fs.promises as unknown as Calls);
  patch(calls, name, inner => (...args: never[]) => {
    const error = isBelow(args[0]) ? plannedError(syscall, String(args[0])) : null;
    if (!error) return inner(...args);
    if (isPromised) return Promise.reject(error);
    if (isAnswerOfNone(error, args)) return undefined;
    throw error;
  });
}

/** `throwIfNoEntry: false` and `force` take a missing file for an answer. */
function isAnswerOfNone(error: NodeJS.ErrnoException, args: readonly unknown[]): boolean {
  const options = args[1] as { throwIfNoEntry?: boolean; force?: boolean } | undefined;
  return error.code === 'ENOENT' && (options?.throwIfNoEntry === false || options?.force === true);
}

function isBelow(path: unknown): boolean {
  if (typeof path !== 'string' || root === null) return false;
  return resolve(path).startsWith(root + sep);
}
