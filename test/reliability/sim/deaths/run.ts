/**
 * `npm run test:deaths`: in fixed scenarios the program dies at every place where it can: after each event of the run, and in each call of the
 * database, on the user's files and on its own. It lives again until all is quiet, and every rule of the histories is checked. Writes
 * `deaths.json` unless some were left out; exits with 1 when one failed.
 *
 *   --every N                     each N-th place alone, and no record
 *   --point 'mirror event 17'     this one alone
 *   --processes N
 *   --loud                        tells every event
 */

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { commitAtStart } from '../../record/commit-at-start.ts';
import { addToCorpus } from '../corpus.ts';
import type { History } from '../steps.ts';
import { allPoints, type Extent, pointText, readPoint } from './points.ts';
import { type DeathsRecord, emptyRecord, type PlayedPoint, withPoint } from './record.ts';

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    point: { type: 'string', multiple: true },
    processes: { type: 'string', default: '2' },
    loud: { type: 'boolean', default: false },
    'no-record': { type: 'boolean', default: false },
  },
});

/** A process is ended after so many, and its memory with it. */
const perProcess = 200;
const child = join(import.meta.dirname, 'child.ts');
const startedMs = Date.now();

async function* linesOf(args: readonly string[]): AsyncGenerator<unknown> {
  const loud = values.loud ? ['--loud'] : [];
  const running = spawn(process.execPath, [child, ...args, ...loud], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>(resolve => void running.once('exit', resolve));
  for await (const text of createInterface(running.stdout)) yield JSON.parse(text);
  const code = await ended;
  if (code !== 0) throw new Error(`a process ended with ${code}: node ${child} ${args.join(' ')}`);
}

async function measured(): Promise<Readonly<Record<string, Extent>>> {
  for await (const line of linesOf(['--measure'])) return line as Record<string, Extent>;
  throw new Error('nothing was measured');
}

const extents = values.point ? {} : await measured();
const points = values.point?.map(readPoint) ?? allPoints(extents, Number(values.every));
const left = points.map(pointText);
let record: DeathsRecord = emptyRecord(extents, commitAtStart);

async function work(): Promise<void> {
  while (left.length > 0) {
    const batch = left.splice(0, perProcess);
    for await (const line of linesOf(['--points', JSON.stringify(batch)])) {
      const played = line as PlayedPoint & { readonly shrunk: History | null };
      record = withPoint(record, played);
      if (!played.failure) continue;
      const { rule, message } = played.failure;
      console.error(`\n${message}\n  repeat: npm run test:deaths -- --point '${played.point}'`);
      for (const step of played.shrunk?.steps ?? []) console.error(`  ${JSON.stringify(step)}`);
      if (played.shrunk) addToCorpus([{ rule, history: played.shrunk }]);
    }
  }
}

await Promise.all(Array.from({ length: Number(values.processes) }, work));
if (record.runs < points.length) throw new Error(`${record.runs} of ${points.length} deaths were played`);
if (!values.point && values.every === '1' && !values['no-record']) {
  record = { ...record, seconds: Math.round((Date.now() - startedMs) / 1_000) };
  writeFileSync(new URL('../../deaths.json', import.meta.url), `${JSON.stringify(record, null, 2)}\n`);
}
console.log(`${record.runs} deaths, ${record.failures.length} failed, ${record.events} events`);
process.exitCode = record.failures.length > 0 ? 1 : 0;
