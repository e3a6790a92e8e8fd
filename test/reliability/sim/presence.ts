import type { Disk } from './disk/disk.ts';
import type { DiskNode } from './disk/node.ts';
import type { Tree } from './tree.ts';

/** Links that lead to links are followed so far. */
const mostLinks = 40;

/**
 * Which files and directories the user's drive really holds, mounted or not, and since when others are gone: what the engine can't know
 * while the drive is away. Paths are from the root; those of directories end in `/`.
 */
export class Presence {
  readonly #disk: Disk;
  readonly #tree: Tree;
  readonly #followsLinks: boolean;
  readonly #nowMs: () => number;
  #there: ReadonlySet<string> = new Set();
  readonly #goneSinceMs = new Map<string, number>();
  /** What is back and was not looked at yet, with the time since which it had been gone. */
  readonly #unseen = new Map<string, number>();

  /** `nowMs` is a clock that never jumps. */
  constructor(disk: Disk, tree: Tree, followsLinks: boolean, nowMs: () => number) {
    this.#disk = disk;
    this.#tree = tree;
    this.#followsLinks = followsLinks;
    this.#nowMs = nowMs;
  }

  /** To be called after everything that may have changed the tree. */
  look(): void {
    const there = this.#walk();
    for (const path of this.#there) if (!there.has(path)) this.#left(path);
    for (const path of there) if (!this.#there.has(path)) this.#came(path);
    this.#there = there;
  }

  #left(path: string): void {
    this.#goneSinceMs.set(path, this.#unseen.get(path) ?? this.#nowMs());
    this.#unseen.delete(path);
  }

  #came(path: string): void {
    const sinceMs = this.#goneSinceMs.get(path);
    this.#goneSinceMs.delete(path);
    if (sinceMs !== undefined) this.#unseen.set(path, sinceMs);
  }

  /** The program looks at an absolute path: what it finds there it knows to be back. */
  seen(absolute: string): void {
    if (!this.#tree.isMounted || !absolute.startsWith(`${this.#tree.root}/`)) return;
    const path = absolute.slice(this.#tree.root.length + 1);
    this.#unseen.delete(path);
    this.#unseen.delete(`${path}/`);
  }

  holds(path: string): boolean {
    return this.#there.has(path);
  }

  /** Null for what is there, or never was. What was back for a while and went again before the program looked is gone since before. */
  goneSinceMs(path: string): number | null {
    return this.#goneSinceMs.get(path) ?? null;
  }

  #walk(): ReadonlySet<string> {
    const there = new Set<string>();
    const walk = (directory: DiskNode, path: string, above: readonly DiskNode[]) => {
      for (const [key, entry] of directory.entries) {
        const inner = path + Buffer.from(key, 'latin1').toString('utf8');
        const node = this.#leadsTo(entry);
        if (node?.kind === 'file') there.add(inner);
        if (node?.kind !== 'directory' || above.includes(node)) continue;
        there.add(`${inner}/`);
        walk(node, `${inner}/`, [...above, node]);
      }
    };
    const top = this.#top();
    if (top) walk(top, '', [top]);
    return there;
  }

  #top(): DiskNode | null {
    return this.#tree.away ?? tryFind(() => this.#disk.find(this.#tree.root, 'stat'));
  }

  /** Null where a link leads nowhere, or is not followed. */
  #leadsTo(entry: DiskNode): DiskNode | null {
    let node: DiskNode | null = entry;
    for (let left = mostLinks; node?.kind === 'link'; left -= 1) {
      if (!this.#followsLinks || left === 0) return null;
      node = this.#inTree(node.target);
    }
    return node;
  }

  /** What stands at the end of an absolute path below the root, whatever the rights are. */
  #inTree(target: string): DiskNode | null {
    if (target !== this.#tree.root && !target.startsWith(`${this.#tree.root}/`)) return null;
    let node = this.#top();
    const names = target.slice(this.#tree.root.length).split('/');
    for (const name of names.filter(each => each !== '')) {
      node = node?.entries.get(Buffer.from(name, 'utf8').toString('latin1')) ?? null;
    }
    return node;
  }
}

function tryFind(find: () => DiskNode): DiskNode | null {
  try {
    return find();
  } catch {
    return null;
  }
}
