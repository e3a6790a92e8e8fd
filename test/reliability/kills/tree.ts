import { createCipheriv } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from '../../support/random.ts';

/** Of a part, where nobody wishes otherwise; smaller files go as a whole. */
const partBytes = 16 * 1024 ** 2;

export type Change = 'write' | 'append' | 'rewrite' | 'rename' | 'renameDirectory' | 'remove';

/** A folder that changes at random, by its seed. */
export interface Tree {
  readonly root: string;
  /**
   * Of files, as they were before each change of them, that has made what was sent of them vain: any that was changed while the program ran, and
   * otherwise large ones alone, whose parts may hold the same bytes as before.
   */
  readonly vainBytes: number;
  write(path: string, size: number): void;
  /** One change, of a random kind when none is named. */
  change(when: 'at rest' | 'meanwhile', kind?: Change): void;
  /** Paths with `/`, sorted; the marker of the folder is none. */
  files(): readonly string[];
}

/** Bytes of a seed, as many as are wanted at the speed of a cipher. */
export function manyBytes(random: Random, size: number): Buffer {
  return createCipheriv('aes-128-ctr', random.bytes(16), Buffer.alloc(16)).update(Buffer.alloc(size));
}

export function createTree(root: string, random: Random): Tree {
  mkdirSync(root);
  let vainBytes = 0;
  let last = 0;

  function files(): readonly string[] {
    const entries = readdirSync(root, { recursive: true, withFileTypes: true });
    return entries
      .filter(entry => entry.isFile() && !entry.name.startsWith('.longshore-'))
      .map(entry =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      )
      .toSorted();
  }

  function write(path: string, size: number): void {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, manyBytes(random, size));
  }

  /** Of a file, or of all files in a directory; of those alone that are larger than so many bytes. */
  function bytesOf(path: string, above: number): number {
    const inside = files().filter(each => each === path || each.startsWith(`${path}/`));
    const sizes = inside.map(each => statSync(join(root, each)).size);
    return sizes.reduce((sum, size) => (size > above ? sum + size : sum), 0);
  }

  const newName = () => {
    last += 1;
    return `${['', 'a/', 'a/b/', 'c d/', '目录/'][random.between(0, 4)]}file ${last}`;
  };

  const some = (): string | undefined => {
    const all = files();
    return all[random.between(0, Math.max(0, all.length - 1))];
  };

  function perform(when: 'at rest' | 'meanwhile', kind: Change): void {
    const path = some();
    if (kind === 'write' || path === undefined) {
      write(newName(), random.between(0, 60_000));
      return;
    }
    const file = join(root, path);
    const changed = kind === 'renameDirectory' ? (path.split('/')[0] ?? '') : path;
    vainBytes += bytesOf(changed, when === 'meanwhile' ? 0 : partBytes);
    if (kind === 'append') appendFileSync(file, random.bytes(random.between(1, 5_000)));
    else if (kind === 'rewrite') write(path, random.between(0, 60_000));
    else if (kind === 'remove') rmSync(file);
    else if (kind === 'rename') {
      const to = join(root, newName());
      mkdirSync(dirname(to), { recursive: true });
      renameSync(file, to);
    } else {
      const [top = ''] = path.split('/');
      last += 1;
      renameSync(join(root, top), join(root, `renamed ${last}`));
    }
  }

  return {
    root,
    get vainBytes() {
      return vainBytes;
    },
    write,
    change(when, kind) {
      const kinds: readonly Change[] = ['write', 'append', 'rewrite', 'rename', 'renameDirectory', 'remove'];
      perform(when, kind ?? kinds[random.between(0, kinds.length - 1)] ?? 'write');
    },
    files,
  };
}
