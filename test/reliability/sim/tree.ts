import { contentOf } from './content.ts';
import type { Disk } from './disk/disk.ts';
import type { DiskNode } from './disk/node.ts';
import { treeKinds } from './kinds.ts';
import type { Scheduler } from './scheduler.ts';
import type { Step } from './steps.ts';

const root = '/sim/home/folder';

type TreeStep = Extract<Step, { do: (typeof treeKinds)[number] | 'mount' | 'unmount' }>;

const kinds: ReadonlySet<string> = new Set([...treeKinds, 'mount', 'unmount']);

function isOfTree(step: Step): step is TreeStep {
  return kinds.has(step.do);
}

/** What the world around the engine does to the tree. */
export class Tree {
  readonly root = root;
  readonly #disk: Disk;
  readonly #clock: Pick<Scheduler, 'now' | 'monotonic'>;
  /** The drive that is not mounted at the moment. */
  #away: DiskNode | null = null;
  /** Told of every content that a file has from now on. */
  readonly onContent: (path: string, bytes: Buffer) => void;
  /** When anything below a path changed last, on the clock that never jumps. */
  readonly changedAtMs = new Map<string, number>();

  constructor(
    disk: Disk,
    clock: Pick<Scheduler, 'now' | 'monotonic'>,
    onContent: (path: string, bytes: Buffer) => void,
  ) {
    this.#disk = disk;
    this.#clock = clock;
    this.onContent = onContent;
    disk.makeDirectories(root);
  }

  /** The root of the user's drive while it is not mounted. */
  get away(): DiskNode | null {
    return this.#away;
  }

  get isMounted(): boolean {
    return this.#away === null;
  }

  /** Does a step that is about the tree. What the file system refuses is passed over. */
  perform(step: Step): 'done' | 'passed over' | 'not of the tree' {
    if (!isOfTree(step)) return 'not of the tree';
    try {
      return this.#perform(step) ? 'done' : 'passed over';
    } catch (thrown) {
      if (thrown instanceof Error && 'syscall' in thrown) return 'passed over';
      throw thrown;
    }
  }

  /** False when there was nothing to do. */
  #perform(step: TreeStep): boolean {
    // Nobody writes to a drive that is not there.
    if (!this.isMounted && step.do !== 'mount') return false;
    switch (step.do) {
      case 'write':
        this.#write(step.path, contentOf(step.salt, step.size));
        return true;
      case 'append':
        return this.#change(step.path, bytes => Buffer.concat([bytes, contentOf(step.salt, step.size)]));
      case 'rewrite': {
        const node = this.#disk.find(this.at(step.path), 'stat');
        const { mtimeNs } = node;
        const isChanged = this.#change(step.path, bytes => contentOf(step.salt, bytes.length));
        this.#disk.setMtime(this.at(step.path), mtimeNs);
        return isChanged;
      }
      case 'truncate':
        return this.#change(step.path, bytes => Buffer.from(bytes.subarray(0, step.size)));
      case 'touch':
        this.#disk.setMtime(this.at(step.path), BigInt(this.#clock.now()) * 1_000_000n);
        this.#changed(step.path);
        return true;
      case 'rename':
        return this.#rename(step.path, step.to);
      case 'swap':
        this.#rename(step.path, 'swapped away');
        this.#rename(step.to, step.path);
        return this.#rename('swapped away', step.to);
      case 'remove':
        this.#changed(step.path);
        this.#disk.remove(this.at(step.path), true);
        return true;
      case 'chmod':
        this.#disk.chmod(this.at(step.path), step.mode);
        this.#changed(step.path);
        return true;
      case 'link':
        this.#disk.link(this.at(step.path), this.at(step.to));
        this.#changed(step.path);
        return true;
      case 'pipe':
        this.#disk.pipe(this.at(step.path));
        this.#changed(step.path);
        return true;
      case 'raw':
        this.#disk.writeRaw(root, Buffer.from([0x66, 0xff, step.salt % 256]), contentOf(step.salt, 10));
        return true;
      case 'ignore':
        if (step.lines.length > 0) this.#write('.longshoreignore', Buffer.from(`${step.lines.join('\n')}\n`));
        else this.#disk.remove(this.at('.longshoreignore'), false);
        // What was left out may no longer be, and the other way round.
        this.#changed('');
        return true;
      case 'unmount':
        this.#away = this.#disk.mount(root, null);
        return true;
      case 'mount':
        if (!this.#away) return false;
        this.#disk.mount(root, this.#away);
        // Nobody saw it before.
        this.#changed('');
        this.#away = null;
        return true;
    }
  }

  at(path: string): string {
    return path === '' ? root : `${root}/${path}`;
  }

  /** Gives the rights back that were taken away, and some that were never there. True when that has touched anything. */
  open(): boolean {
    let isTouched = false;
    const walk = (node: DiskNode) => {
      if (node.kind === 'directory' || node.kind === 'file') {
        if ((node.mode & 0o700) !== 0o700) {
          node.ctimeNs = BigInt(this.#clock.now()) * 1_000_000n;
          isTouched = true;
        }
        node.mode |= 0o700;
      }
      for (const inner of node.entries.values()) walk(inner);
    };
    walk(this.#disk.find(root, 'stat'));
    return isTouched;
  }

  /** True when nothing about the path changed since then. */
  isUnchangedSince(path: string, atMs: number): boolean {
    for (const [changed, changedAtMs] of this.changedAtMs) {
      const isAbout = changed === '' || path === changed || path.startsWith(`${changed}/`);
      if (isAbout && changedAtMs >= atMs) return false;
    }
    return true;
  }

  #changed(path: string): void {
    this.changedAtMs.set(path, this.#clock.monotonic());
  }

  /** Directories are made on the way; a file that stands in it, or a directory in the place of the file, goes. */
  #write(path: string, bytes: Buffer): void {
    this.#clearWay(path);
    const at = this.at(path);
    const there = this.#tryFind(at);
    if (there && there.kind !== 'file') this.#disk.remove(at, true);
    this.#disk.write(at, bytes);
    this.#changed(path);
    this.onContent(at, bytes);
  }

  #clearWay(path: string): void {
    const names = path.split('/').slice(0, -1);
    for (let count = 1; count <= names.length; count += 1) {
      const directory = names.slice(0, count).join('/');
      const there = this.#tryFind(this.at(directory));
      if (there && there.kind !== 'directory') {
        this.#disk.remove(this.at(directory), true);
        this.#changed(directory);
      }
      if (there?.kind !== 'directory') this.#disk.makeDirectory(this.at(directory));
    }
  }

  #tryFind(path: string): DiskNode | null {
    try {
      return this.#disk.find(path, 'stat', false);
    } catch {
      return null;
    }
  }

  #change(path: string, make: (bytes: Buffer) => Buffer): boolean {
    const node = this.#disk.find(this.at(path), 'open');
    if (node.kind !== 'file') return false;
    const bytes = make(node.bytes);
    this.#disk.change(this.at(path), node, bytes);
    this.#changed(path);
    this.onContent(this.at(path), bytes);
    return true;
  }

  #rename(from: string, to: string): boolean {
    this.#disk.find(this.at(from), 'rename', false);
    if (`${to}/`.startsWith(`${from}/`) || `${from}/`.startsWith(`${to}/`)) return false;
    this.#clearWay(to);
    const there = this.#tryFind(this.at(to));
    if (there?.kind === 'directory') this.#disk.remove(this.at(to), true);
    else if (there && this.#tryFind(this.at(from))?.kind === 'directory')
      this.#disk.remove(this.at(to), true);
    this.#disk.rename(this.at(from), this.at(to));
    this.#changed(from);
    this.#changed(to);
    return true;
  }
}
