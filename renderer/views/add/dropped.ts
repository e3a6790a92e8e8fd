import type { TargetView } from '../../../preload/contract/targets.ts';
import type { PageFile } from '../../client/page-sends.ts';

/** What somebody dropped, pasted or chose before the dialog opened. */
export interface Dropped {
  /** Absolute paths on the engine's machine. */
  readonly paths?: readonly string[];
  /** Files of the page itself. */
  readonly files?: readonly PageFile[];
  readonly text?: string;
  readonly url?: string;
  /** Where it was going before; without it, where the last uploads went. */
  readonly target?: Pick<TargetView, 'kind' | 'bucket' | 'prefix'>;
}

/** What was chosen, and more; the same file chosen again counts once. Pure. */
export function withFiles(files: readonly PageFile[], more: readonly PageFile[]): readonly PageFile[] {
  const isSame = (a: PageFile, b: PageFile) =>
    a.name === b.name && a.file.size === b.file.size && a.file.lastModified === b.file.lastModified;
  const byName = new Map(files.map(each => [each.name, each]));
  const fresh = more.filter(each => {
    const other = byName.get(each.name);
    return other === undefined || !isSame(other, each);
  });
  return [...files, ...fresh];
}

/** A name that two of them would have in the bucket, where one would take the other's place; null for none. Pure. */
export function sharedName(paths: readonly string[], files: readonly PageFile[]): string | null {
  const tops = new Set(paths.map(path => path.split(/[\\/]/).findLast(step => step !== '') ?? path));
  const names = new Set<string>();
  for (const { name } of files) {
    if (names.has(name) || tops.has(name.split('/')[0] ?? '')) return name;
    names.add(name);
  }
  return null;
}
