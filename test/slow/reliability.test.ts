import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * The long runs of test/reliability, each in a process of its own and one after the other. Their records are written only with LONGSHORE_RECORD=1, for
 * then these figures are those of test/RELIABILITY.md. LONGSHORE_SEED begins elsewhere.
 */
const writesRecords = process.env['LONGSHORE_RECORD'] === '1';
const seed = process.env['LONGSHORE_SEED'] ?? String(Math.floor(Math.random() * 1_000_000_000));
const reliability = join(import.meta.dirname, '..', 'reliability');
const hour = 3_600_000;

const runs: readonly (readonly [name: string, script: string, args: readonly string[], hours: number])[] = [
  ['20,000 histories', 'sim/run.ts', ['--count', '20000', '--seed', seed], 4],
  ['a death at every place', 'sim/deaths/run.ts', [], 2],
  ['every i-th call', 'ith/run.ts', [], 4],
  ['every i-th call on S3', 'ith/run.ts', ['--store', 's3'], 4],
  ['rubbish', 'fuzz/run.ts', ['--runs', '60000', '--seed', seed], 4],
  ['200 power cuts', 'power/run.ts', ['--count', '200', '--seed', seed], 3],
  ['a year', 'endurance/run.ts', ['--days', '365', '--seed', seed], 2],
];

test.each(runs)(
  `%s: nothing is lost (%s, seed ${seed})`,
  // Vitest's own time is over later than that of the process, so that the process is ended and what it said is told.
  { timeout: 5 * hour },
  async (_, script, args, hours) => {
    const { code, output } = await run(script, args, hours * hour);
    expect(code, output.slice(-5_000)).toBe(0);
  },
);

/** `code` is null for a process that was ended because its time was over. */
async function run(
  script: string,
  args: readonly string[],
  mostMs: number,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const flags = writesRecords ? [] : ['--no-record'];
  const child = spawn(process.execPath, [join(reliability, script), ...args, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: mostMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += String(text)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output };
}
