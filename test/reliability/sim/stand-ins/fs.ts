import { constants as realConstants } from 'node:fs';
import { guard } from '../disk/guard.ts';
import { direntOf, fileError, statsOf } from '../disk/node.ts';
import { closeFile, fileOf, openFile, readBytes } from '../disk/open-files.ts';
import { later, stage } from '../stage.ts';
import * as simulated from './fs-promises.ts';

/** `node:fs` as the engine and the local bucket use it, over the disk of the run. */
export const promises = simulated;
export const constants = realConstants;

interface StatOptions {
  readonly bigint?: boolean;
  readonly throwIfNoEntry?: boolean;
}

function stat(path: string, options: StatOptions, followsLast: boolean, syscall: string): object | undefined {
  try {
    guard(syscall, path);
    return statsOf(stage().disk.find(path, syscall, followsLast), options.bigint ?? false);
  } catch (thrown) {
    if (options.throwIfNoEntry === false && (thrown as NodeJS.ErrnoException).code === 'ENOENT')
      return undefined;
    throw thrown;
  }
}

export function statSync(path: string, options: StatOptions = {}): object | undefined {
  return stat(path, options, true, 'stat');
}

export function lstatSync(path: string, options: StatOptions = {}): object | undefined {
  return stat(path, options, false, 'lstat');
}

export function existsSync(path: string): boolean {
  return stat(path, { throwIfNoEntry: false }, true, 'exists') !== undefined;
}

export function realpathSync(path: string): string {
  guard('realpath', path);
  return stage().disk.realPath(path);
}
realpathSync.native = realpathSync;

export function readdirSync(
  path: string,
  options: { readonly withFileTypes?: boolean; readonly encoding?: string } = {},
): unknown[] {
  guard('scandir', path);
  const entries = stage().disk.list(path);
  if (options.withFileTypes) {
    return entries.map(([name, node]) => direntOf(name, node, path, options.encoding === 'buffer'));
  }
  return entries.map(([name]) => Buffer.from(name, 'latin1').toString('utf8'));
}

export function openSync(path: string): number {
  guard('open', path);
  return openFile(path, stage().disk.open(path));
}

export function fstatSync(number: number, options: StatOptions = {}): object {
  const { path, node } = fileOf(number);
  guard('fstat', path);
  return statsOf(node, options.bigint ?? false);
}

export function closeSync(number: number): void {
  guard('close', fileOf(number).path);
  closeFile(number);
}

export function readSync(
  number: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
): number {
  const file = fileOf(number);
  guard('read', file.path);
  const count = readBytes(file, buffer, offset, length, position ?? file.position);
  if (position === null) file.position += count;
  return count;
}

export function read(
  number: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
  callback: (error: Error | null, count: number) => void,
): void {
  later('fs read', () => readSync(number, buffer, offset, length, position)).then(
    count => callback(null, count),
    error => callback(error, 0),
  );
}

/** What is written is on this disk at once. */
export function fdatasync(number: number, callback: (error: Error | null) => void): void {
  later('fs fdatasync', () => guard('fdatasync', fileOf(number).path)).then(
    () => callback(null),
    error => callback(error),
  );
}

export function writeFileSync(
  path: string,
  content: string | Buffer,
  options: { readonly flag?: string } = {},
): void {
  guard('write', path);
  stage().disk.write(path, Buffer.from(content as Buffer), options.flag === 'wx');
}

export function mkdirSync(
  path: string,
  options: { readonly recursive?: boolean; readonly mode?: number } = {},
): void {
  guard('mkdir', path);
  if (options.recursive) stage().disk.makeDirectories(path);
  else stage().disk.makeDirectory(path);
}

export function renameSync(from: string, to: string): void {
  guard('rename', from);
  stage().disk.rename(from, to);
}

export function rmSync(
  path: string,
  options: { readonly force?: boolean; readonly recursive?: boolean } = {},
): void {
  try {
    guard('rm', path);
    stage().disk.remove(path, options.recursive ?? false);
  } catch (thrown) {
    if (!options.force || (thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
}

/** The limits of the system are those that Node's own module would find nowhere. */
export function readFileSync(path: string): never {
  throw fileError('ENOENT', 'open', path);
}

export function watch(path: string): never {
  throw fileError('ENOSPC', 'watch', path);
}

/** Gives the bytes of a file from `start` to `end`, both included. */
export async function* createReadStream(
  path: string,
  {
    start,
    end,
    highWaterMark,
  }: { readonly start: number; readonly end: number; readonly highWaterMark: number },
): AsyncGenerator<Buffer> {
  const node = await later('stream open', () => stage().disk.open(path));
  for (let at = start; at <= end; at += highWaterMark) {
    yield await later('stream read', () =>
      Buffer.from(node.bytes.subarray(at, Math.min(end + 1, at + highWaterMark))),
    );
  }
}

export const opendir = simulated.opendir;
