import { type DiskNode, fileError, keyOfName, type NodeKind } from './node.ts';

const mostNameBytes = 255;
const mostPathBytes = 4_096;
const mostLinks = 40;

/** Where a path leads: the directory that holds the name, and what stands there. */
interface Place {
  readonly parent: DiskNode;
  readonly key: string;
  readonly node: DiskNode | null;
}

/**
 * A file system in memory with inodes, links, permissions as one who is not root has them, and times of the simulation. Inodes of files
 * that are gone are given to new ones, as real file systems do.
 */
export class Disk {
  readonly #nowNs: () => bigint;
  readonly #freeInodes: bigint[] = [];
  #lastInode = 100n;
  #root: DiskNode;
  /** Told of every change: the directory, and the name in it as text; null for all of it. */
  onChange: (directory: string, name: string | null, isStructural: boolean) => void = () => {};
  /** Told when the program asks what stands at a path of the user's. */
  onLook: (path: string) => void = () => {};

  constructor(nowNs: () => bigint) {
    this.#nowNs = nowNs;
    this.#root = this.#make('directory', 0o755, 1n);
  }

  #make(kind: NodeKind, mode: number, device: bigint, target = ''): DiskNode {
    let inode = this.#freeInodes.shift();
    if (inode === undefined) {
      this.#lastInode += 1n;
      inode = this.#lastInode;
    }
    const now = this.#nowNs();
    return {
      inode,
      device,
      kind,
      mode,
      mtimeNs: now,
      ctimeNs: now,
      bytes: Buffer.alloc(0),
      target,
      entries: new Map(),
      links: 1,
    };
  }

  /** The node of a path; links are followed to the end unless told otherwise. Throws as `stat` does. */
  find(path: string, syscall: string, followsLast = true): DiskNode {
    const { node } = this.#reach(path, syscall, followsLast);
    if (!node) throw fileError('ENOENT', syscall, path);
    return node;
  }

  #reach(path: string, syscall: string, followsLast: boolean, depth = 0): Place {
    if (Buffer.byteLength(path) >= mostPathBytes) throw fileError('ENAMETOOLONG', syscall, path);
    if (depth > mostLinks) throw fileError('ELOOP', syscall, path);
    const names = path.split('/').filter(name => name !== '' && name !== '.');
    let parent = this.#root;
    let node: DiskNode | null = this.#root;
    let key = '';
    const done: string[] = [];
    for (const [at, name] of names.entries()) {
      if (!node) throw fileError('ENOENT', syscall, path);
      if (node.kind !== 'directory') throw fileError('ENOTDIR', syscall, path);
      if ((node.mode & 0o100) === 0) throw fileError('EACCES', syscall, path);
      key = keyOfName(name);
      if (key.length > mostNameBytes) throw fileError('ENAMETOOLONG', syscall, path);
      parent = node;
      node = node.entries.get(key) ?? null;
      const isLast = at === names.length - 1;
      if (node?.kind === 'link' && (!isLast || followsLast)) {
        const rest = names.slice(at + 1).join('/');
        const base = node.target.startsWith('/') ? '' : `/${done.join('/')}`;
        return this.#reach(`${base}/${node.target}/${rest}`, syscall, followsLast, depth + 1);
      }
      done.push(name);
    }
    return { parent, key, node };
  }

  /** Absolute path with links resolved. */
  realPath(path: string, depth = 0): string {
    this.find(path, 'realpath');
    let real = '';
    for (const name of path.split('/').filter(each => each !== '' && each !== '.')) {
      const next = `${real}/${name}`;
      const node = this.find(next, 'realpath', false);
      if (node.kind !== 'link') real = next;
      else if (depth > mostLinks) throw fileError('ELOOP', 'realpath', path);
      else
        real = this.realPath(node.target.startsWith('/') ? node.target : `${real}/${node.target}`, depth + 1);
    }
    return real === '' ? '/' : real;
  }

  list(path: string): readonly (readonly [key: string, node: DiskNode])[] {
    const node = this.find(path, 'scandir');
    if (node.kind !== 'directory') throw fileError('ENOTDIR', 'scandir', path);
    if ((node.mode & 0o400) === 0) throw fileError('EACCES', 'scandir', path);
    return [...node.entries];
  }

  /** The file, for reading. */
  open(path: string): DiskNode {
    const node = this.find(path, 'open');
    if (node.kind === 'file' && (node.mode & 0o400) === 0) throw fileError('EACCES', 'open', path);
    return node;
  }

  makeDirectory(path: string, isRecursive = false, mode = 0o755): void {
    const place = this.#reach(path, 'mkdir', true);
    if (place.node) {
      if (isRecursive && place.node.kind === 'directory') return;
      throw fileError('EEXIST', 'mkdir', path);
    }
    this.#add(place, this.#make('directory', mode, place.parent.device), path);
  }

  /** With all that lie above it. */
  makeDirectories(path: string): void {
    const names = path.split('/').filter(name => name !== '');
    for (let count = 1; count <= names.length; count += 1) {
      this.makeDirectory(`/${names.slice(0, count).join('/')}`, true);
    }
  }

  /** Creates, or with `isExclusive` refuses what is there; the bytes take the place of those before. */
  write(path: string, bytes: Buffer, isExclusive = false): void {
    const place = this.#reach(path, 'open', true);
    if (place.node && isExclusive) throw fileError('EEXIST', 'open', path);
    if (place.node && place.node.kind !== 'file') throw fileError('EISDIR', 'open', path);
    if (place.node) {
      if ((place.node.mode & 0o200) === 0) throw fileError('EACCES', 'open', path);
      this.change(path, place.node, bytes);
      return;
    }
    const node = this.#make('file', 0o644, place.parent.device);
    node.bytes = bytes;
    this.#add(place, node, path);
  }

  /** Changes the contents of a file that may have no name any more. */
  change(path: string, node: DiskNode, bytes: Buffer): void {
    const now = this.#nowNs();
    node.bytes = bytes;
    node.mtimeNs = now;
    node.ctimeNs = now;
    this.#tell(path, false);
  }

  link(path: string, target: string): void {
    const place = this.#reach(path, 'symlink', false);
    if (place.node) throw fileError('EEXIST', 'symlink', path);
    this.#add(place, this.#make('link', 0o777, place.parent.device, target), path);
  }

  pipe(path: string): void {
    const place = this.#reach(path, 'mknod', false);
    if (place.node) throw fileError('EEXIST', 'mknod', path);
    this.#add(place, this.#make('pipe', 0o644, place.parent.device), path);
  }

  /** A file whose name is no UTF-8. */
  writeRaw(directory: string, name: Buffer, bytes: Buffer): void {
    const parent = this.find(directory, 'open');
    const node = this.#make('file', 0o644, parent.device);
    node.bytes = bytes;
    parent.entries.set(name.toString('latin1'), node);
    this.onChange(directory, null, true);
  }

  rename(from: string, to: string): void {
    const source = this.#reach(from, 'rename', false);
    if (!source.node) throw fileError('ENOENT', 'rename', from);
    const target = this.#reach(to, 'rename', false);
    if (target.node === source.node) return;
    if (target.node) {
      const isDirectory = target.node.kind === 'directory';
      if (isDirectory !== (source.node.kind === 'directory')) {
        throw fileError(isDirectory ? 'EISDIR' : 'ENOTDIR', 'rename', to);
      }
      if (isDirectory && target.node.entries.size > 0) throw fileError('ENOTEMPTY', 'rename', to);
      this.#free(target.node);
    }
    source.parent.entries.delete(source.key);
    target.parent.entries.set(target.key, source.node);
    source.node.ctimeNs = this.#nowNs();
    this.#tell(from, true);
    this.#tell(to, true);
  }

  remove(path: string, isRecursive: boolean): void {
    const { parent, key, node } = this.#reach(path, 'rm', false);
    if (!node) throw fileError('ENOENT', 'rm', path);
    if (node.kind === 'directory' && !isRecursive) throw fileError('EISDIR', 'rm', path);
    parent.entries.delete(key);
    this.#free(node);
    this.#tell(path, true);
  }

  chmod(path: string, mode: number): void {
    const node = this.find(path, 'chmod');
    node.mode = mode;
    node.ctimeNs = this.#nowNs();
    this.#tell(path, false);
  }

  setMtime(path: string, mtimeNs: bigint): void {
    const node = this.find(path, 'utime');
    node.mtimeNs = mtimeNs;
    node.ctimeNs = this.#nowNs();
    this.#tell(path, false);
  }

  /** Another file system takes the place of a directory, or what lies there comes back. Returns what stood there. */
  mount(path: string, node: DiskNode | null): DiskNode {
    const place = this.#reach(path, 'mount', false);
    if (!place.node) throw fileError('ENOENT', 'mount', path);
    const mounted = node ?? this.#make('directory', 0o755, place.node.device + 1n);
    place.parent.entries.set(place.key, mounted);
    this.onChange(path, null, true);
    return place.node;
  }

  #add(place: Place, node: DiskNode, path: string): void {
    if (place.parent.kind !== 'directory') throw fileError('ENOTDIR', 'open', path);
    if ((place.parent.mode & 0o200) === 0) throw fileError('EACCES', 'open', path);
    place.parent.entries.set(place.key, node);
    place.parent.mtimeNs = this.#nowNs();
    this.#tell(path, true);
  }

  #free(node: DiskNode): void {
    node.links = 0;
    this.#freeInodes.push(node.inode);
    for (const inner of node.entries.values()) this.#free(inner);
  }

  #tell(path: string, isStructural: boolean): void {
    const cut = path.lastIndexOf('/');
    this.onChange(path.slice(0, cut) || '/', path.slice(cut + 1), isStructural);
  }
}
