import type { Disk } from '../disk/disk.ts';
import type { DiskNode } from '../disk/node.ts';
import type { ProblemRow } from './state-view.ts';

type Judge = (disk: Disk, root: string, path: string) => boolean;

/** What may keep a path from going up for as long as the world stays as it is, by the code that says so. */
const causes: Readonly<Record<string, Judge>> = {
  'name.not-utf8': hasRawName,
  'file.unreadable': isClosed,
  'link.broken': isLink,
  'link.loop': isLink,
};

/** Whether a problem that is listed as failed has a cause that the world still shows. What is shut can't be tried again, whatever it failed by before. */
export function hasStandingCause(disk: Disk, root: string, { path, code }: ProblemRow): boolean {
  return (causes[code]?.(disk, root, path) ?? false) || isClosed(disk, root, path);
}

/** Shown as `\xNN`, with whatever stands around it. */
function hasRawName(disk: Disk, root: string, path: string): boolean {
  const above = path.split('/').filter(each => each !== '');
  const directory = tryFind(() => disk.find(`${root}/${above.slice(0, -1).join('/')}`, 'stat'));
  return [...(directory?.entries.keys() ?? [])].some(key => {
    const name = Buffer.from(key, 'latin1');
    return !Buffer.from(name.toString('utf8'), 'utf8').equals(name);
  });
}

/** Its rights, or those of a directory above it, were taken away. */
function isClosed(disk: Disk, root: string, path: string): boolean {
  let node: DiskNode | null = tryFind(() => disk.find(root, 'stat'));
  for (const name of path.split('/').filter(each => each !== '')) {
    if (!node) return false;
    if (isShut(node)) return true;
    node = node.entries.get(Buffer.from(name, 'utf8').toString('latin1')) ?? null;
    if (node?.kind === 'link') node = tryFind(() => disk.find(`${root}/${path}`, 'stat'));
  }
  return node !== null && isShut(node);
}

function isShut({ kind, mode }: DiskNode): boolean {
  const needed = kind === 'directory' ? 0o500 : 0o400;
  return (mode & needed) !== needed;
}

/** Some part of the way is a link. */
function isLink(disk: Disk, root: string, path: string): boolean {
  const names = path.split('/').filter(each => each !== '');
  return names.some((_, at) => {
    const above = `${root}/${names.slice(0, at + 1).join('/')}`;
    return tryFind(() => disk.find(above, 'stat', false))?.kind === 'link';
  });
}

function tryFind(find: () => DiskNode): DiskNode | null {
  try {
    return find();
  } catch {
    return null;
  }
}
