import { execFileSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ErrorRecord } from '../../main/base/app-error.ts';
import type { SeenDirectory } from '../../main/model/seen.ts';
import type { Look, WalkSetup } from '../../main/watch/walk.ts';
import { tempRoot } from './temp-root.ts';

export const wholeFolder: readonly Look[] = [{ directory: '', names: null, isDeep: true }];

export function walkSetup(root: string, over: Partial<WalkSetup> = {}): WalkSetup {
  const ignore = { lines: [], usesDefaults: false, includesGit: false };
  return { root, ignore, symlinks: 'skip', without: [], ...over };
}

/** What was seen of a directory, a line for every entry: `a/`, `a/file 3`, `a/pipe: special`; alone for one that is empty. */
export function outlineOf(seen: readonly SeenDirectory[]): readonly string[] {
  return seen.flatMap(({ path, files, directories, leftOut, only, failure }) => {
    const at = (name: string) => (path === '' ? name : `${path}/${name}`);
    const title = `${path}/${only === null ? '' : ` only ${only.join(', ')}`}`;
    return [
      failure ? `${title}: ${failure.code}` : title,
      ...files.map(({ name, size }) => `${at(name)} ${size}`),
      ...directories.map(name => `${at(name)}/ inside`),
      ...leftOut.map(({ name, why, errno }) => `${at(name)}: ${why}${errno ? ` ${errno}` : ''}`),
    ];
  });
}

/** A folder whose contents Node can't delete: paths that are too long, names that are no text. */
export async function createHostileDir(): Promise<string> {
  const dir = await mkdtemp(join(tempRoot(), 'longshore-test-'));
  onTestFinished(() => void execFileSync('rm', ['-rf', '--', dir]));
  return dir;
}

/** Runs lines of shell in a folder. */
export function shellIn(dir: string, script: string): void {
  execFileSync('bash', ['-euc', script], { cwd: dir });
}

/** Walks as somebody whom permissions hold back, which root is not. */
export function walkAsNobody(setup: WalkSetup): {
  readonly seen?: SeenDirectory[];
  readonly error?: ErrorRecord;
} {
  const script = fileURLToPath(new URL('walk-process-main.ts', import.meta.url));
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  return JSON.parse(
    execFileSync(process.execPath, [script, JSON.stringify(setup)], { encoding: 'utf8', ...nobody }),
  );
}
