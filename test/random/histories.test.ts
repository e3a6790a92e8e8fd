import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { describeFailure, keep, type Told } from '../reliability/sim/report.ts';

const child = join(import.meta.dirname, '../reliability/sim/child.ts');

/**
 * Plays histories twice in a process of their own, whose modules are those of the simulation; answers with what failed, which is
 * kept in the corpus.
 */
async function play(args: readonly string[]): Promise<{ failures: string; runs: number }> {
  const running = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>(resolve => void running.once('exit', resolve));
  let complaints = '';
  running.stderr.on('data', text => {
    complaints += String(text);
  });
  const failures: string[] = [];
  let runs = 0;
  for await (const text of createInterface(running.stdout)) {
    const told = JSON.parse(text) as Told;
    runs += 1;
    if (!told.failure) continue;
    failures.push(describeFailure(told, false));
    keep(told);
  }
  expect(await ended, complaints).toBe(0);
  return { failures: failures.join('\n\n'), runs };
}

test('histories that failed once do not fail again, and go the same way twice', {
  timeout: 300_000,
}, async () => {
  const { failures, runs } = await play(['--corpus', 'all']);
  expect(failures).toBe('');
  expect(runs).toBeGreaterThan(0);
});

test('histories of fixed seeds hold, and go the same way twice', { timeout: 300_000 }, async () => {
  expect(await play(['--seed', '1', '--count', '12', '--shrink'])).toEqual({ failures: '', runs: 12 });
});

test('histories of fresh seeds hold, and go the same way twice', { timeout: 300_000 }, async () => {
  const seed = String(Math.floor(Math.random() * 1_000_000_000));
  expect(await play(['--seed', seed, '--count', '12', '--shrink'])).toEqual({ failures: '', runs: 12 });
});
