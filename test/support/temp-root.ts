import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadFile } from '../../main/base/thread-file.ts';

const variable = 'LONGSHORE_TEST_DIR';

/** Where tests make their folders: a place of the whole run, or the system's own for programs that run by themselves. */
export function tempRoot(): string {
  return process.env[variable] ?? tmpdir();
}

/** Where the many programs of a run find what one of them has compiled; nothing outside of a run, whose end would not take it away. */
export function compileCache(): { readonly NODE_COMPILE_CACHE?: string } {
  const root = process.env[variable];
  return root === undefined ? {} : { NODE_COMPILE_CACHE: join(root, 'compiled') };
}

let own: string | null = null;

/** Vitest calls it before a run, once for every project of it. */
export function setup(): void {
  if (process.env[variable] !== undefined) return;
  for (const name of ['worker', 'walk-worker']) {
    const { pathname } = threadFile(name, import.meta.url);
    if (!existsSync(pathname)) throw new Error(`${pathname} is missing; run "npm run build" first`);
  }
  own = mkdtempSync(join(tmpdir(), 'longshore-run-'));
  // Some tests go on as another user, who has to get to their folders.
  chmodSync(own, 0o755);
  process.env[variable] = own;
}

/** After it: what failed tests and killed workers left behind goes, too. */
export function teardown(): void {
  if (own === null) return;
  delete process.env[variable];
  rmSync(own, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
