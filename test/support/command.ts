import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalBucket } from './local-bucket.ts';
import { testBucket, testKey } from './local-bucket.ts';
import { compileCache } from './temp-root.ts';

/** The command line as users start it: compiled, in a process of its own. */
const compiled = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'longshore.js');

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the lines of `--json`. */
  events(): readonly Record<string, unknown>[];
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<CommandEnd>;
  /** Resolves when standard output or standard error has shown this. */
  untilShown(pattern: RegExp): Promise<void>;
}

export interface CommandSetup {
  /** Data directory, settings and working directory lie below it. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Put before the command, to run it in other circumstances: a program and its arguments. */
  readonly prefix?: readonly string[];
  /** Another file of the program than the compiled one. */
  readonly entry?: string;
  /** The user to run as; only root may choose. */
  readonly uid?: number;
}

/** Starts `longshore …` with nothing of the tester's own environment but what a process needs to run. */
export function startCommand(args: readonly string[], setup: CommandSetup): RunningCommand {
  const { entry = compiled } = setup;
  if (!existsSync(entry)) throw new Error(`${entry} is missing; run "npm run build" first`);
  const { PATH = '', SystemRoot } = process.env;
  const [program = process.execPath, ...words] = [...(setup.prefix ?? []), process.execPath, entry, ...args];
  const child = spawn(program, words, {
    cwd: setup.folder,
    env: {
      PATH,
      ...(SystemRoot !== undefined && { SystemRoot }),
      HOME: setup.folder,
      USERPROFILE: setup.folder,
      LONGSHORE_DATA: join(setup.folder, 'data'),
      LONGSHORE_CONFIG: join(setup.folder, 'config', 'config.toml'),
      LONGSHORE_LANG: 'en',
      ...compileCache(),
      ...setup.environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(setup.uid !== undefined && { uid: setup.uid, gid: setup.uid }),
  });
  child.stdin.on('error', () => {});
  child.stdin.end(setup.input ?? '');
  const shown = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      shown[name] += text;
      for (const watcher of watchers) watcher();
    });
  }
  const ended = new Promise<CommandEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      const { stdout, stderr } = shown;
      resolve({
        code,
        stdout,
        stderr,
        events: () =>
          stdout
            .split('\n')
            .filter(line => line !== '')
            .map(line => JSON.parse(line) as Record<string, unknown>),
      });
    });
  });
  return {
    process: child,
    ended,
    untilShown: pattern =>
      new Promise((resolve, reject) => {
        const watcher = () => {
          if (!pattern.test(shown.stdout) && !pattern.test(shown.stderr)) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
        ended.then(
          end => reject(new Error(`ended with ${end.code} before: ${end.stdout}${end.stderr}`)),
          reject,
        );
      }),
  };
}

export function runCommand(args: readonly string[], setup: CommandSetup): Promise<CommandEnd> {
  return startCommand(args, setup).ended;
}

/** The words that a shell makes of a line of ours, without running it. */
export function shellWords(line: string): readonly string[] {
  const shown = execFileSync('bash', ['-c', `for word in ${line}; do printf '%s\\0' "$word"; done`]);
  return shown.toString('utf8').split('\0').slice(0, -1);
}

/** The key pair of a local bucket as the variables of both kinds of store. */
export const keyVariables: Readonly<Record<string, string>> = {
  OSS_ACCESS_KEY_ID: testKey.accessKeyId,
  OSS_ACCESS_KEY_SECRET: testKey.accessKeySecret,
  AWS_ACCESS_KEY_ID: testKey.accessKeyId,
  AWS_SECRET_ACCESS_KEY: testKey.accessKeySecret,
};

/** A target in a local bucket, and the options that lead there. */
export function targetIn(
  { server }: LocalBucket,
  key: string,
  kind: 'oss' | 's3' = 'oss',
): readonly [target: string, ...options: string[]] {
  return [`${kind}://${testBucket}/${key}`, '--endpoint', server.url];
}
