import { isAbsolute, relative, sep } from 'node:path';
import type { BucketAddress } from '../model/target.ts';

/** Where a folder lies, on both sides. */
export interface FolderExtent {
  /** Absolute path with links resolved. */
  readonly root: string;
  readonly address: Pick<BucketAddress, 'kind' | 'endpoint' | 'bucket'>;
  /** Of every key: empty, or ending in `/`. */
  readonly prefix: string;
}

/** How a wanted folder gets in the way of another: seen from the wanted one. */
export type Overlap = 'same-root' | 'inside' | 'contains' | 'same-keys';

/** Two with the same root and target are one folder. */
export function isSameFolder(one: FolderExtent, other: FolderExtent): boolean {
  return relative(one.root, other.root) === '' && isSameBucket(one, other) && one.prefix === other.prefix;
}

/** What two different folders must not share; null for nothing. */
export function overlapOf(wanted: FolderExtent, other: FolderExtent): Overlap | null {
  const way = relative(other.root, wanted.root);
  if (way === '') return 'same-root';
  if (leadsInside(way)) return 'inside';
  if (leadsInside(relative(wanted.root, other.root))) return 'contains';
  const isNested = wanted.prefix.startsWith(other.prefix) || other.prefix.startsWith(wanted.prefix);
  return isNested && isSameBucket(wanted, other) ? 'same-keys' : null;
}

/** A drive of its own is absolute, as Windows has it; a name may begin with two dots. */
function leadsInside(way: string): boolean {
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function isSameBucket({ address: one }: FolderExtent, { address: other }: FolderExtent): boolean {
  return one.kind === other.kind && one.endpoint === other.endpoint && one.bucket === other.bucket;
}
