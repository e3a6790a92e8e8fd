import type { Disk } from '../disk/disk.ts';
import type { DiskNode } from '../disk/node.ts';

/** A file that belongs in the bucket, by its path from the root. */
export interface LocalFile {
  readonly path: string;
  readonly node: DiskNode;
}

/** What the built-in rules leave out, as far as histories have such names. */
function isUsuallyIgnored(name: string): boolean {
  return name === '.DS_Store' || name.startsWith('.longshore-') || name.endsWith('.tmp');
}

interface Rule {
  readonly pattern: string;
  readonly isKept: boolean;
}

/** The few forms of lines that histories write: `name`, `*.ending`, `/directory/`, and `!` before them. */
function parseRules(text: string): readonly Rule[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => ({ pattern: line.replace(/^!/, ''), isKept: line.startsWith('!') }));
}

function matches(pattern: string, path: string, isDirectory: boolean): boolean {
  const name = path.split('/').at(-1) ?? '';
  if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
  if (pattern.startsWith('/')) return isDirectory && `/${path}/` === pattern;
  return name === pattern;
}

/**
 * The files below the root that are to be in the bucket: not ignored, with names that are UTF-8, readable or not. Links are followed
 * where the settings say so.
 */
export function localFiles(disk: Disk, root: string, followsLinks: boolean): readonly LocalFile[] {
  const files: LocalFile[] = [];
  const isIgnored = ignoreRules(disk, root);
  const walk = (directory: DiskNode, path: string, above: readonly DiskNode[]) => {
    for (const [key, entry] of directory.entries) {
      const name = Buffer.from(key, 'latin1');
      const text = name.toString('utf8');
      if (!Buffer.from(text, 'utf8').equals(name)) continue;
      const inner = path === '' ? text : `${path}/${text}`;
      const node = entry.kind === 'link' && followsLinks ? tryFind(disk, `${root}/${inner}`) : entry;
      if (!node || isIgnored(inner, node.kind === 'directory')) continue;
      if (node.kind === 'file') files.push({ path: inner, node });
      if (node.kind === 'directory' && !above.includes(node)) walk(node, inner, [...above, node]);
    }
  };
  const top = disk.find(root, 'stat');
  walk(top, '', [top]);
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** What the rules of the root's ignore file and the built-in ones leave out, each path by itself. */
function ignoreRules(disk: Disk, root: string): (path: string, isDirectory: boolean) => boolean {
  const ignore = tryFind(disk, `${root}/.longshoreignore`);
  const rules = parseRules(ignore?.kind === 'file' ? ignore.bytes.toString('utf8') : '');
  return (path, isDirectory) => {
    let isLeftOut = isUsuallyIgnored(path.split('/').at(-1) ?? '');
    for (const { pattern, isKept } of rules) if (matches(pattern, path, isDirectory)) isLeftOut = !isKept;
    return isLeftOut;
  };
}

/** Whether a path, or a directory on the way to it, is left out, whatever stands there. */
export function isPathIgnored(disk: Disk, root: string): (path: string) => boolean {
  const isIgnored = ignoreRules(disk, root);
  return path => {
    const names = path.split('/');
    return names.some(
      (_, at) =>
        isIgnored(names.slice(0, at + 1).join('/'), true) ||
        isIgnored(names.slice(0, at + 1).join('/'), false),
    );
  };
}

/**
 * Whether what is neither a file nor a directory stands at a path, or on the way to it: a pipe, or a link that is not followed. A file
 * whose place it has taken is left out, and not deleted.
 */
export function isReplaced(disk: Disk, root: string, followsLinks: boolean): (path: string) => boolean {
  return path => {
    const names = path.split('/').filter(name => name !== '');
    return names.some((_, at) => {
      const kind = tryFind(disk, `${root}/${names.slice(0, at + 1).join('/')}`, false)?.kind;
      return kind === 'pipe' || (kind === 'link' && !followsLinks);
    });
  };
}

function tryFind(disk: Disk, path: string, followsLast = true): DiskNode | null {
  try {
    return disk.find(path, 'stat', followsLast);
  } catch {
    return null;
  }
}
