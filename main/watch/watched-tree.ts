import { pathIn } from './read-entry.ts';

/** The directories that are watched, by their paths from the root. */
export interface WatchedTree {
  readonly size: number;
  /** False when it was known with this identity. One that is known with another has to be removed first. */
  add(path: string, identity: string): boolean;
  identityOf(path: string): string | null;
  /** Names of the known directories in one. */
  inside(path: string): readonly string[];
  /** Forgets it and all below; answers their paths. */
  remove(path: string): readonly string[];
}

interface Node {
  identity: string | null;
  readonly inside: Map<string, Node>;
}

/** Names are kept once each, not paths. */
export function createWatchedTree(): WatchedTree {
  const root: Node = { identity: null, inside: new Map() };
  let size = 0;

  function find(path: string): Node | null {
    let node: Node | undefined = root;
    for (const step of stepsOf(path)) node = node?.inside.get(step);
    return node ?? null;
  }

  return {
    get size() {
      return size;
    },
    add(path, identity) {
      let node = root;
      for (const step of stepsOf(path)) {
        const next = node.inside.get(step) ?? { identity: null, inside: new Map() };
        node.inside.set(step, next);
        node = next;
      }
      if (node.identity === identity) return false;
      if (node.identity === null) size += 1;
      node.identity = identity;
      return true;
    },
    identityOf: path => find(path)?.identity ?? null,
    inside: path => [...(find(path)?.inside.keys() ?? [])],
    remove(path) {
      const node = find(path);
      if (!node) return [];
      const removed: string[] = [];
      const left = [{ at: path, node }];
      for (let next = left.pop(); next; next = left.pop()) {
        if (next.node.identity !== null) removed.push(next.at);
        for (const [name, inner] of next.node.inside) left.push({ at: pathIn(next.at, name), node: inner });
      }
      size -= removed.length;
      if (path === '') {
        root.identity = null;
        root.inside.clear();
      } else {
        const end = path.lastIndexOf('/');
        find(path.slice(0, Math.max(0, end)))?.inside.delete(path.slice(end + 1));
      }
      return removed;
    },
  };
}

function stepsOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('/');
}
