import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { environmentWith } from './environment.ts';

/** Where the package of Electron is; null where it is not installed, as with a plain command line. */
function findPackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** The program of Electron. The package alone is not enough: its own install fetches the program, and writes down where it is. */
export function findRuntime(): string | null {
  const folder = findPackage();
  if (folder === null) return null;
  const note = join(folder, 'path.txt');
  const program = existsSync(note) ? join(folder, 'dist', readFileSync(note, 'utf8')) : null;
  return program !== null && existsSync(program) ? program : null;
}

const tries = 2;
/** A line that has been silent for so long is not going to speak; a slow one never is. */
const usualPatienceMs = 20_000;
const patientFetch = new URL('./patient-fetch.js', import.meta.url);

/**
 * Fetches the program as the package's own install does, from the mirror that the environment names; once more where that fails. A server
 * that says nothing for `patienceMs` counts as one that fails.
 */
export async function fetchRuntime(
  signal: AbortSignal,
  patienceMs = usualPatienceMs,
): Promise<string | null> {
  const folder = findPackage();
  const patience = `${patientFetch.href}?ms=${patienceMs}`;
  for (let attempt = 1; folder !== null && attempt <= tries && !signal.aborted; attempt += 1) {
    const args = ['--import', patience, join(folder, 'install.js')];
    if ((await run(process.execPath, args, 'ignore', signal)) === 0) break;
  }
  return findRuntime();
}

/** Resolves with the program's exit code; null where it could not be started or was ended. */
export function run(
  program: string,
  args: readonly string[],
  stdio: 'ignore' | 'inherit',
  signal: AbortSignal,
): Promise<number | null> {
  return new Promise(resolve => {
    // Without this, a variable of whoever starts us could turn Electron into a plain Node.
    const { ELECTRON_RUN_AS_NODE: _, ...env } = environmentWith({});
    const child = spawn(program, args, { stdio, env });
    const stop = () => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    const end = (code: number | null) => {
      signal.removeEventListener('abort', stop);
      resolve(code);
    };
    child.once('error', () => end(null));
    child.once('exit', end);
    if (signal.aborted) stop();
  });
}
