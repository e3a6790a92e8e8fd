import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { strike } from './plan.ts';

/** What the file system answers. */
export const fileFaults = ['EIO', 'ENOSPC', 'EACCES', 'ENOENT', 'EMFILE'] as const;

type Call = (...args: never[]) => unknown;
type Calls = Record<string, Call>;

let root: string | null = null;
/** Descriptors that were opened below the root. */
const opened = new Set<number>();

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
  for (const name of [
    'stat',
    'lstat',
    'readdir',
    'realpath',
    'mkdir',
    'rename',
    'rm',
    'readFile',
    'open',
    'opendir',
  ]) {
    failByPath(sync, `${name}Sync`, name);
    failByPath(promised, name, name);
  }
  failByPath(promised, 'writeFile', 'write');
  const { openSync, closeSync } = fs;
  patch(sync, 'openSync', () => (...args: Parameters<typeof openSync>) => {
    const descriptor = openSync(...args);
    if (isBelow(args[0])) opened.add(descriptor);
    return descriptor;
  });
  failByPath(sync, 'openSync', 'open');
  patch(sync, 'closeSync', () => (descriptor: number) => {
    opened.delete(descriptor);
    closeSync(descriptor);
  });
  for (const name of ['fstatSync', 'readSync']) {
    patch(sync, name, inner => (...args: never[]) => {
      if (opened.has(args[0] as never)) throwPlanned(name.replace('Sync', ''), null);
      return inner(...args);
    });
  }
  patch(sync, 'read', inner => (...args: never[]) => {
    const error = opened.has(args[0] as never) ? plannedError('read', null) : null;
    if (!error) return inner(...args);
    const callback = args.at(-1) as unknown as (error: Error, count: number) => void;
    queueMicrotask(() => callback(error, 0));
    return undefined;
  });
  syncBuiltinESMExports();
}

function patch(calls: Calls, name: string, wrap: (inner: Call) => Call): void {
  const inner = calls[name];
  if (!inner) throw new Error(`node:fs has no ${name}`);
  // Functions hang on some of them, as `realpathSync.native`.
  calls[name] = Object.assign(wrap(inner), inner);
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

function throwPlanned(syscall: string, path: string | null): void {
  const error = plannedError(syscall, path);
  if (error) throw error;
}

const numbers = new Map([...getSystemErrorMap()].map(([errno, [code]]) => [code, errno] as const));

function plannedError(syscall: string, path: string | null): NodeJS.ErrnoException | null {
  const fault = strike('file');
  if (fault === null) return null;
  const code = fileFaults[fault] ?? 'EIO';
  const place = path === null ? '' : ` '${path}'`;
  const error: NodeJS.ErrnoException = new Error(`${code}: planned, ${syscall}${place}`);
  return Object.assign(error, { code, syscall, errno: numbers.get(code) }, path === null ? {} : { path });
}
