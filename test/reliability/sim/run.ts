import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { commitAtStart } from '../record/commit-at-start.ts';
import { HeldMemory } from './held-memory.ts';
import { allKinds, tellingCount } from './kinds.ts';
import { commandOf, describeFailure, keep, type Told } from './report.ts';

/**
 * Plays many histories in several processes, each twice unless `--once` is given: those of the corpus first, then `--count` of them from
 * `--seed` on. Writes `histories.json` unless there are too few of them to say anything; a failure is made short, told with the one
 * command that repeats it, and kept in the corpus.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1_000) % 1_000_000_000) },
    processes: { type: 'string', default: '2' },
    keep: { type: 'string' },
    corpus: { type: 'string' },
    once: { type: 'boolean', default: false },
    loud: { type: 'boolean', default: false },
    'no-record': { type: 'boolean', default: false },
  },
});

interface Line extends Told {
  readonly events: number;
  readonly requests: number;
  readonly sessions: number;
  readonly hits: Readonly<Record<string, number>>;
  readonly doneCount: number;
  readonly upToDateCount: number;
  readonly sentBytes: number;
  readonly sentTwiceBytes: number;
  readonly mostOpenFiles: number;
}

const child = join(import.meta.dirname, 'child.ts');
/** A process is ended after so many, and its memory with it. */
const perProcess = 100;
/**
 * So much a process may come to hold: the modules and their compiled code, some 150 MB, and what the collector leaves lying of the histories
 * before. What a history keeps beyond its end adds up over those that one process plays, and passes this.
 */
const mostBytesOfProcess = 640 * 1024 ** 2;
/** The record is brought up to date with every so many. */
const recordedEvery = 50;
/** Fewer say too little to be written down. */
const fewestRecorded = 100;
/** A history takes a second or two, and to make a failing one short some minutes: whoever is silent for longer hangs. */
const patienceMs = 20 * 60_000;

const count = Number(values.count);
const firstSeed = Number(values.seed);
const failures: { seed: number; rule: string; message: string; command: string }[] = [];
const hits: Record<string, number> = {};
const sums = {
  runs: 0,
  events: 0,
  requests: 0,
  sessions: 0,
  done: 0,
  upToDate: 0,
  sent: 0,
  sentTwice: 0,
};
let mostOpenFiles = 0;
let highestSeed = firstSeed;
let mostResidentBytes = 0;
const startedMs = Date.now();

function take(line: Line): void {
  sums.runs += 1;
  highestSeed = Math.max(highestSeed, line.seed);
  sums.events += line.events;
  sums.requests += line.requests;
  sums.sessions += line.sessions;
  sums.done += line.doneCount;
  sums.upToDate += line.upToDateCount;
  sums.sent += line.sentBytes;
  sums.sentTwice += line.sentTwiceBytes;
  mostOpenFiles = Math.max(mostOpenFiles, line.mostOpenFiles);
  for (const [kind, times] of Object.entries(line.hits)) hits[kind] = (hits[kind] ?? 0) + times;
  if (!line.failure) return;
  const { rule, message } = line.failure;
  const command = commandOf(line, values.once);
  failures.push({ seed: line.seed, rule, message: message.slice(0, 2_000), command });
  console.error(`\n${describeFailure(line, values.once)}`);
  keep(line);
}

/** `from` is the seed of the first history where they follow each other. */
async function play(args: readonly string[], from: number | null = null): Promise<void> {
  const flags = [...(values.once ? ['--once'] : []), ...(values.loud ? ['--loud'] : [])];
  const running = spawn(process.execPath, [child, ...args, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>(resolve => void running.once('exit', resolve));
  const held = new HeldMemory();
  let played = 0;
  const watch = setTimeout(() => running.kill('SIGKILL'), patienceMs);
  for await (const text of createInterface(running.stdout)) {
    played += 1;
    watch.refresh();
    const line = JSON.parse(text) as Line & { readonly residentBytes: number };
    held.took(line);
    mostResidentBytes = Math.max(mostResidentBytes, held.mostBytes);
    take(line);
    if (sums.runs % recordedEvery === 0) writeRecord();
  }
  const command = `node test/reliability/sim/child.ts ${args.join(' ')}`;
  clearTimeout(watch);
  if (held.mostBytes > mostBytesOfProcess) {
    const message = `a process came to hold ${held.mostBytes} bytes, and ${mostBytesOfProcess} are the most`;
    failures.push({ seed: -1, rule: 'memory', message, command });
    console.error(`\n${message}\n  repeat: ${command}`);
  }
  const code = await ended;
  if (code !== 0) {
    const seed = from === null ? -1 : from + played;
    const again = from === null ? command : `npm run test:histories -- --count 1 --seed ${seed}`;
    const message = `its process ended with ${code}, or was silent for ${patienceMs / 60_000} minutes`;
    failures.push({ seed, rule: 'the process ended', message, command: again });
    console.error(`\n${message}\n  repeat: ${again}`);
  }
}

/** Batches of seeds, by whichever process is free. */
async function playAll(): Promise<void> {
  let next = firstSeed;
  const end = firstSeed + count;
  const work = async () => {
    while (next < end) {
      const from = next;
      next = Math.min(end, from + perProcess);
      await play(['--seed', String(from), '--count', String(next - from), '--shrink'], from);
      writeRecord();
    }
  };
  await Promise.all(Array.from({ length: Number(values.processes) }, work));
}

function missedKinds(): readonly string[] {
  return allKinds().filter(kind => !hits[kind]);
}

function writeRecord(): void {
  if (values['no-record'] || sums.runs < fewestRecorded) return;
  const record = {
    commit: commitAtStart,
    runs: sums.runs,
    twice: !values.once,
    seeds: { from: firstSeed, to: highestSeed },
    minutes: Math.round((Date.now() - startedMs) / 6_000) / 10,
    events: sums.events,
    requests: sums.requests,
    lives: sums.sessions,
    claimsChecked: { done: sums.done, upToDate: sums.upToDate },
    sentBytes: sums.sent,
    sentTwiceBytes: sums.sentTwice,
    mostOpenFiles,
    mostResidentBytes,
    hits: Object.fromEntries(Object.entries(hits).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    neverHit: missedKinds(),
    failures,
  };
  writeFileSync(new URL('../histories.json', import.meta.url), `${JSON.stringify(record, null, 2)}\n`);
}

if (values.corpus !== undefined) await play(['--corpus', values.corpus]);
else if (values.keep !== undefined) await play(['--seed', values.seed, '--keep', values.keep, '--shrink']);
else {
  await play(['--corpus', 'all']);
  await playAll();
}
writeRecord();
const missed = sums.runs >= tellingCount ? missedKinds() : [];
if (missed.length > 0) console.error(`never struck: ${missed.join(', ')}`);
console.log(
  `${sums.runs} histories from seed ${values.seed}, ${failures.length} failed, ` +
    `${sums.sent} bytes sent, ${sums.sentTwice} of them twice`,
);
process.exitCode = failures.length > 0 || missed.length > 0 ? 1 : 0;
