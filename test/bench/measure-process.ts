import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a whole process cost, with those it started and waited for. CPU and memory are null where the system has no /proc. */
export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  /** Of the process itself. */
  readonly peakBytes: number | null;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Ticks of /proc/PID/stat are hundredths of a second on every Linux that Node runs on. */
const ticksPerSecond = 100;
const sampleMs = 10;

/** Runs a program to its end; throws with its output when it fails or takes longer. No other child may end meanwhile: the system adds up. */
export async function measureProcess(
  { program, args, env }: Command,
  mostSeconds = Number.POSITIVE_INFINITY,
): Promise<Cost> {
  const cpuBefore = cpuOfChildren();
  const started = performance.now();
  const child = spawn(program, args, {
    env: { ...ownEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(Number.isFinite(mostSeconds) && { timeout: mostSeconds * 1000 }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
    });
  }
  let peakBytes = peakOf(child);
  const timer = setInterval(() => {
    peakBytes = peakOf(child) ?? peakBytes;
  }, sampleMs);
  let seconds = 0;
  const outcome = await new Promise<number | string | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      seconds = (performance.now() - started) / 1000;
    });
    child.once('close', (code, signal) => resolve(signal ?? code));
  }).finally(() => clearInterval(timer));
  if (outcome !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${outcome}:\n${output}`);
  const cpuAfter = cpuOfChildren();
  const cpuSeconds = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
  return { seconds, cpuSeconds, peakBytes };
}

/** What every program needs to start. Proxies, keys and certificates of whoever measures are nobody's business. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR, PYENV_ROOT } = process.env;
  return { PATH, HOME, LANG, TMPDIR, PYENV_ROOT };
}

/** Of all children that have ended, and theirs. */
function cpuOfChildren(): number | null {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    // cutime and cstime are fields 16 and 17 of the file; the first two are cut off with the name.
    return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  } catch {
    return null;
  }
}

function peakOf({ pid }: ChildProcess): number | null {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return peak ? Number(peak) * 1024 : null;
  } catch {
    return null;
  }
}
