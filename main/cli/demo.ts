import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { parseCount, parseSize } from '../model/size.ts';
import { usualPartSize } from '../plan/partition.ts';
import { textsIn } from '../text/texts.ts';
import { killChild } from './demo/child.ts';
import { type DemoBucket, startDemoBucket } from './demo/demo-bucket.ts';
import { type DemoFile, writeDemoFiles } from './demo/files.ts';
import { demoParallel, type PutRun, provenNames, provenWord, startPut } from './demo/put-run.ts';
import { readBack } from './demo/read-back.ts';
import { environmentWith } from './environment.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { Surroundings } from './surroundings.ts';

const usualLargeBytes = 1024 ** 3;
const usualSmallCount = 200;
const bucketName = 'demo';
const pollMs = 50;

interface DemoOptions {
  readonly size?: number;
  readonly files?: number;
  readonly keep?: boolean;
}

export function addDemo(program: Command, here: Surroundings): void {
  program
    .command('demo')
    .summary('show an upload that is killed, goes on and is proven')
    .description(
      'Starts a local bucket, uploads random files to it, kills the uploading process at about half, goes on in a new\nprocess, counts what was sent twice, reads every object back, and cleans up. Needs no account and no network.',
    )
    .option('--size <size>', 'size of the large file (1GiB)', parseSize)
    .option('--files <n>', 'number of small files (200)', text => parseCount(text, 0, 10_000))
    .option('--keep', 'leave the bucket running, with its files, until Ctrl-C')
    .action(async (options: DemoOptions) => {
      here.endWith(await demo(options, here));
    });
}

/** Whatever happens, the processes it started have ended and its folder is gone when this returns or throws. */
async function demo(options: DemoOptions, here: Surroundings): Promise<ExitCode> {
  const { terminal, clock } = here;
  const { say } = textsIn(here.environment.language);
  const startedAtMs = clock.monotonic();
  const largeBytes = options.size ?? usualLargeBytes;
  const smallCount = options.files ?? usualSmallCount;
  await checkRoom(largeBytes);
  const folder = await mkdtemp(join(tmpdir(), 'longshore-demo-'));
  let bucket: DemoBucket | null = null;
  try {
    step(
      here,
      1,
      say('demo.writing', {
        size: largeBytes,
        files: say('count.smallFiles', { count: smallCount }),
        folder,
      }),
    );
    const files = await writeDemoFiles(join(folder, 'files'), largeBytes, smallCount, here.signal);
    bucket = await startDemoBucket(folder, bucketName, environmentWith({}));
    step(here, 2, say('demo.listening', { endpoint: bucket.address.endpoint }));
    await uploadTwice(files, bucket, folder, here);
    step(here, 5, say('demo.readingBack'));
    for (const file of files) await readBack(file, bucket, clock.now(), here.signal);
    const same = files.length;
    terminal.print(`   ${say('demo.same', { same, total: same, size: sizeOf(files) })}`);
    step(here, 6, say('demo.done', { elapsed: clock.monotonic() - startedAtMs }));
    if (options.keep) await keepRunning(bucket, here);
    return exitCodes.done;
  } finally {
    await bucket?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    terminal.print(`   ${say('demo.removed')}`);
  }
}

/** One run that is killed, and one that goes on; shows what the kill cost. */
async function uploadTwice(
  files: readonly DemoFile[],
  bucket: DemoBucket,
  folder: string,
  here: Surroundings,
): Promise<void> {
  const { terminal, environment } = here;
  const { say } = textsIn(environment.language);
  const names = files.map(file => file.name);
  const variables = environmentWith({ LONGSHORE_DATA: join(folder, 'data') });
  const start = (chosen: readonly string[]) => startPut(chosen, bucket, join(folder, 'files'), variables);

  step(here, 3, say('demo.uploading'));
  const first = start(names);
  const beforeKill = await killAtHalf(first, sizeOf(files) / 2, bucket, here);
  if (terminal.isLive) terminal.tellRaw('\n');
  const pid = first.child.process.pid ?? 0;
  terminal.print(`   ${say('demo.killed', { pid, size: beforeKill })}`);

  step(here, 4, say('demo.again'));
  const word = provenWord(environment.language);
  const proven = provenNames(first.lines, word);
  const left = names.filter(name => !proven.has(name));
  const second = start(left);
  await untilEnded(second, here);
  for (const line of second.lines.filter(line => line.startsWith(`${word}large.bin`)))
    terminal.print(`   ${line}`);
  const all = new Set([...proven, ...provenNames(second.lines, word)]);
  const missing = names.filter(name => !all.has(name));
  if (missing.length > 0) {
    throw new AppError('upload.unproven', "the demo's upload left files unproven", {
      ...problem('unproven.demo'),
      key: missing[0] ?? '',
    });
  }
  terminal.print(`   ${say('demo.proven', { proven: all.size, total: names.length })}`);

  const received = await bucket.receivedBytes();
  const twice = received - sizeOf(files);
  const parallel = demoParallel;
  const largest = parallel * usualPartSize;
  terminal.print(`   ${say('demo.sentTwice', { twice, total: sizeOf(files), parallel, largest })}`);
}

/** Kills the run once the bucket has received so many bytes; returns how many it had in the end. */
async function killAtHalf(
  run: PutRun,
  bytes: number,
  bucket: DemoBucket,
  { clock, signal }: Surroundings,
): Promise<number> {
  let hasEnded = false;
  const note = () => {
    hasEnded = true;
  };
  run.ended.then(note, note);
  try {
    while (!hasEnded && (await bucket.receivedBytes()) < bytes) await clock.sleep(pollMs, signal);
    if (hasEnded) {
      throw new AppError('usage', 'nothing to kill', {
        ...problem('demo.over'),
        command: 'demo',
      });
    }
  } finally {
    await killChild(run.child);
  }
  return settledBytes(bucket, clock, signal);
}

/** What was under way at the kill still trickles in for a moment. */
async function settledBytes(
  bucket: DemoBucket,
  clock: Surroundings['clock'],
  signal: AbortSignal,
): Promise<number> {
  for (let before = -1; ; await clock.sleep(pollMs * 4, signal)) {
    const now = await bucket.receivedBytes();
    if (now === before) return now;
    before = now;
  }
}

async function untilEnded(run: PutRun, { signal }: Surroundings): Promise<void> {
  const stop = () => run.child.process.kill();
  signal.addEventListener('abort', stop, { once: true });
  const { code } = await run.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code !== 0) throw new AppError('bug', `the upload ended with code ${code}`);
}

async function keepRunning(
  bucket: DemoBucket,
  { terminal, signal, environment }: Surroundings,
): Promise<void> {
  const { endpoint, region } = bucket.address;
  terminal.print('');
  const { say } = textsIn(environment.language);
  terminal.print(say('demo.keeps', { bucket: bucketName, endpoint }));
  terminal.print(`  export OSS_ACCESS_KEY_ID=${bucket.access.accessKeyId}`);
  terminal.print(`  export OSS_ACCESS_KEY_SECRET=${bucket.access.accessKeySecret}`);
  terminal.print(`  npm run longshore -- ls oss://${bucketName}/ --endpoint ${endpoint} --region ${region}`);
  const stopped = new Promise<void>(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([stopped, bucket.child.ended]);
}

/** The files and the bucket's copy of them both need room. */
async function checkRoom(largeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const needed = largeBytes * 2.2;
  if (bavail * bsize < needed) {
    throw new AppError('disk.full', 'no room for the demo', { path: tmpdir(), needed, free: bavail * bsize });
  }
}

function sizeOf(files: readonly DemoFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

function step({ terminal }: Surroundings, number: number, what: string): void {
  terminal.print(`${number}/6 ${what}`);
}
