import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const variable = 'LONGSHORE_TEST_DIR';

/** Where tests make their folders: a place of the whole run, or the system's own for programs that run by themselves. */
export function tempRoot(): string {
  return process.env[variable] ?? tmpdir();
}

let own: string | null = null;

/** Vitest calls it before a run, once for every project of it. */
export function setup(): void {
  if (process.env[variable] !== undefined) return;
  own = mkdtempSync(join(tmpdir(), 'longshore-run-'));
  process.env[variable] = own;
}

/** After it: what failed tests and killed workers left behind goes, too. */
export function teardown(): void {
  if (own === null) return;
  delete process.env[variable];
  rmSync(own, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
