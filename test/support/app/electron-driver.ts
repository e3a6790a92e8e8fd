import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { appRoot, homeVariables } from './app-home.ts';
import type { AppRun, Driver, Inside } from './app-run.ts';

const recorder = join(import.meta.dirname, '../electron/recorder.cjs');

/** Where the package's own install has put the program; null where it was not run. */
function findRuntime(): string | null {
  const folder = join(appRoot, 'node_modules', 'electron');
  const note = join(folder, 'path.txt');
  const program = existsSync(note) ? join(folder, 'dist', readFileSync(note, 'utf8')) : null;
  return program !== null && existsSync(program) ? program : null;
}

const runtime = findRuntime();

/** By home. */
const firsts = new Map<string, ChildProcess>();

/** Ends as soon as it has handed its words over, before Playwright could take hold of it. */
function startSecond(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): AppRun {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += String(chunk);
    });
  }
  const exited = new Promise<number | null>(resolve => child.on('exit', code => resolve(code)));
  const refuse = () => Promise.reject(new Error(`a second start has no window\n${output}`));
  return {
    ...{ exited, evaluate: refuse, page: refuse, quit: () => exited, output: () => output },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The built app in true Electron, by Playwright. */
export const electronDriver: Driver = {
  name: 'Electron',
  missing: runtime === null ? 'the Electron runtime is not installed (npx install-electron)' : null,
  async start(home, { args = [], variables = {}, hasKeyring = true }) {
    if (runtime === null) throw new Error('no runtime');
    const keyring = hasKeyring ? [] : ['--password-store=basic'];
    // Playwright takes the sandbox away unless it is told not to; root can have none.
    const chromiumSandbox = process.getuid?.() !== 0;
    // The folder, as everywhere: of the entry point's own folder Electron would think that it is the app's.
    const words = [...keyring, appRoot, ...args];
    const env = { ...homeVariables(home), ...variables } as Record<string, string>;
    const first = firsts.get(home);
    if (first !== undefined && first.exitCode === null && first.signalCode === null) {
      return startSecond(runtime, [...(chromiumSandbox ? [] : ['--no-sandbox']), ...words], home, env);
    }
    const launched = await _electron.launch({
      executablePath: runtime,
      args: ['-r', recorder, ...words],
      chromiumSandbox,
      cwd: home,
      env,
    });
    const child = launched.process();
    firsts.set(home, child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', chunk => {
        output += String(chunk);
      });
    }
    const exited = new Promise<number | null>(resolve => child.on('exit', code => resolve(code)));
    const evaluate = async <R, A>(task: (inside: Inside, arg: A) => R | Promise<R>, arg?: A): Promise<R> => {
      const sent = { body: String(task), arg: arg ?? null };
      return (await launched.evaluate((electron, { body, arg: given }) => {
        const { longshoreSeen: seen } = globalThis as unknown as { longshoreSeen: unknown };
        const made = new Function(`return (${body})`)() as (inside: unknown, arg: unknown) => unknown;
        return made({ electron, seen }, given);
      }, sent)) as R;
    };
    return {
      exited,
      evaluate,
      output: () => output,
      page: () => launched.firstWindow(),
      async quit() {
        await evaluate(({ electron }: Inside) => electron.app.quit()).catch(() => {});
        return await exited;
      },
      async kill() {
        child.kill('SIGKILL');
        await exited;
      },
    };
  },
};
