import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What a whole process cost. CPU and memory are null where the system has no /proc. */
export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number | null;
  readonly peakBytes: number | null;
}

/** Ticks of utime and stime in /proc/PID/stat are hundredths of a second on every Linux that Node runs on. */
const ticksPerSecond = 100;
const sampleMs = 50;

/** Runs a program to its end; throws with its output when it fails. */
export async function measureProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Cost> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000);
    });
  }
  let last = readProc(child);
  const timer = setInterval(() => {
    last = readProc(child) ?? last;
  }, sampleMs);
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${output}`);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, cpuSeconds: last?.cpuSeconds ?? null, peakBytes: last?.peakBytes ?? null };
}

function readProc({ pid }: ChildProcess): { readonly cpuSeconds: number; readonly peakBytes: number } | null {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    // Fields 14 and 15 of the file; the first two are cut off with the name.
    const ticks = Number(fields[11]) + Number(fields[12]);
    return peak ? { cpuSeconds: ticks / ticksPerSecond, peakBytes: Number(peak) * 1024 } : null;
  } catch {
    return null;
  }
}
