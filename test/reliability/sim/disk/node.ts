export type NodeKind = 'file' | 'directory' | 'link' | 'pipe';

/** One inode. */
export interface DiskNode {
  readonly inode: bigint;
  readonly device: bigint;
  readonly kind: NodeKind;
  /** Permission bits. */
  mode: number;
  mtimeNs: bigint;
  ctimeNs: bigint;
  bytes: Buffer;
  /** Of a link. */
  readonly target: string;
  /** Of a directory, by the bytes of the name as Latin-1. */
  readonly entries: Map<string, DiskNode>;
  links: number;
}

const typeBits: Readonly<Record<NodeKind, number>> = {
  file: 0o100_000,
  directory: 0o40_000,
  link: 0o120_000,
  pipe: 0o10_000,
};

/** What `stat` tells, in the manner of `node:fs`. */
export function statsOf(node: DiskNode, isBig: boolean): object {
  const numbers = {
    dev: node.device,
    ino: node.inode,
    mode: BigInt(typeBits[node.kind] | node.mode),
    nlink: BigInt(node.links),
    size: BigInt(node.bytes.length),
    mtimeNs: node.mtimeNs,
    ctimeNs: node.ctimeNs,
    mtimeMs: node.mtimeNs / 1_000_000n,
    ctimeMs: node.ctimeNs / 1_000_000n,
  };
  const values = isBig
    ? numbers
    : Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));
  return { ...values, ...kindTests(node.kind) };
}

function kindTests(kind: NodeKind) {
  return {
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'directory',
    isSymbolicLink: () => kind === 'link',
    isFIFO: () => kind === 'pipe',
    isSocket: () => false,
    isBlockDevice: () => false,
    isCharacterDevice: () => false,
  };
}

/** An entry as `readdir` with `withFileTypes` gives it. */
export function direntOf(name: string, node: DiskNode, parentPath: string, isBuffer: boolean): object {
  const bytes = Buffer.from(name, 'latin1');
  return { name: isBuffer ? bytes : bytes.toString('utf8'), parentPath, ...kindTests(node.kind) };
}

/** The key of a name, which Node gives as text. */
export function keyOfName(name: string): string {
  return Buffer.from(name, 'utf8').toString('latin1');
}

const numbers: Readonly<Record<string, number>> = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  EBADF: 9,
  EACCES: 13,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  EMFILE: 24,
  ENOSPC: 28,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ESTALE: 116,
};

/** An error as `node:fs` throws it. */
export function fileError(code: string, syscall: string, path: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${code}: ${syscall} '${path}'`);
  return Object.assign(error, { code, syscall, path, errno: -(numbers[code] ?? 1) });
}
