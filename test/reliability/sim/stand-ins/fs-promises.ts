import { guard } from '../disk/guard.ts';
import { direntOf, statsOf } from '../disk/node.ts';
import { closeFile, fileOf, openFile, readBytes } from '../disk/open-files.ts';
import { later, stage } from '../stage.ts';

/** `node:fs/promises` as the engine and the local bucket use it. What is asked for happens when its turn comes, not before. */
interface StatOptions {
  readonly bigint?: boolean;
}

function soon<T>(syscall: string, path: string, onDisk: () => T): Promise<T> {
  return later(`fs ${syscall}`, () => {
    guard(syscall, path);
    return onDisk();
  });
}

export function stat(path: string, options: StatOptions = {}): Promise<object> {
  return soon('stat', path, () => statsOf(stage().disk.find(path, 'stat'), options.bigint ?? false));
}

export function lstat(path: string, options: StatOptions = {}): Promise<object> {
  return soon('lstat', path, () => statsOf(stage().disk.find(path, 'lstat', false), options.bigint ?? false));
}

export function realpath(path: string): Promise<string> {
  return soon('realpath', path, () => stage().disk.realPath(path));
}

export function readdir(
  path: string,
  options: { readonly withFileTypes?: boolean } = {},
): Promise<unknown[]> {
  return soon('scandir', path, () =>
    stage()
      .disk.list(path)
      .map(([name, node]) =>
        options.withFileTypes
          ? direntOf(name, node, path, false)
          : Buffer.from(name, 'latin1').toString('utf8'),
      ),
  );
}

export async function opendir(path: string) {
  const entries = await readdir(path, { withFileTypes: true });
  return {
    read: () => later('fs readdir', () => entries.shift() ?? null),
    close: () => later('fs closedir', () => undefined),
    async *[Symbol.asyncIterator]() {
      yield* entries;
    },
  };
}

export function readFile(path: string, encoding?: 'utf8'): Promise<string | Buffer> {
  const give = (bytes: Buffer) => (encoding === 'utf8' ? bytes.toString('utf8') : bytes);
  return soon('read', path, () => give(Buffer.from(stage().disk.open(path).bytes)));
}

export function writeFile(path: string, content: string | Buffer): Promise<void> {
  return soon('write', path, () => stage().disk.write(path, Buffer.from(content as Buffer)));
}

export function mkdir(path: string, options: { readonly recursive?: boolean } = {}): Promise<void> {
  return soon('mkdir', path, () => {
    if (options.recursive) stage().disk.makeDirectories(path);
    else stage().disk.makeDirectory(path);
  });
}

export function rename(from: string, to: string): Promise<void> {
  return soon('rename', from, () => stage().disk.rename(from, to));
}

export async function rm(
  path: string,
  options: { readonly force?: boolean; readonly recursive?: boolean } = {},
): Promise<void> {
  try {
    await soon('rm', path, () => stage().disk.remove(path, options.recursive ?? false));
  } catch (thrown) {
    if (!options.force || (thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
}

export async function open(path: string, flags = 'r') {
  const number = await later('fs open', () => {
    guard(flags === 'r' ? 'open' : 'write', path);
    const { disk } = stage();
    if (flags !== 'r') disk.write(path, Buffer.alloc(0), flags === 'wx');
    return openFile(path, disk.open(path));
  });
  const write = (batch: readonly Uint8Array[]) =>
    later('fs write', () => {
      const { node } = fileOf(number);
      const more = Buffer.concat(batch);
      stage().disk.change(path, node, Buffer.concat([node.bytes, more]));
      return { bytesWritten: more.length };
    });
  return {
    stat: (options: StatOptions = {}) =>
      later('fs fstat', () => {
        guard('fstat', path);
        return statsOf(fileOf(number).node, options.bigint ?? false);
      }),
    read: (buffer: Uint8Array, offset: number, length: number, position: number) =>
      later('fs read', () => {
        guard('read', path);
        return { bytesRead: readBytes(fileOf(number), buffer, offset, length, position), buffer };
      }),
    write: (bytes: Uint8Array) => write([bytes]),
    writev: write,
    close: () => later('fs close', () => closeFile(number)),
  };
}
