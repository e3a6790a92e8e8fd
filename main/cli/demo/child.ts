import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '../../base/app-error.ts';

/** The entry of the command line that is running now. */
const [, entry = ''] = process.argv;

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Another process of this program. */
export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<ChildEnd>;
}

export interface ChildSetup {
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

export function startChild({ args, folder, environment, stdio }: ChildSetup): Child {
  const child = spawn(process.execPath, [entry, ...args], { cwd: folder, env: environment, stdio });
  const ended = new Promise<ChildEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  // Whoever awaits it hears of the error; until then it must not end this process.
  ended.catch(() => {});
  return { process: child, ended };
}

/** Ends a child without giving it a word: SIGKILL, on Windows TerminateProcess. Resolves when it is gone. */
export async function killChild(child: Child): Promise<ChildEnd> {
  child.process.kill('SIGKILL');
  return child.ended;
}

/** The next lines of a child's standard output, as JSON objects. Throws when the child ends before one comes. */
export function readEvents(child: Child): AsyncIterator<Record<string, unknown>> {
  const { stdout } = child.process;
  if (!stdout) throw new AppError('bug', 'the child was started without a pipe');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const line = await lines.next();
      if (line.done) throw new AppError('bug', 'a process of the demo ended before it answered');
      return { done: false, value: JSON.parse(line.value) as Record<string, unknown> };
    },
  };
}
