import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Checksum } from '../model/checksum.ts';
import { createLedger } from '../progress/ledger.ts';
import { createTicker } from '../progress/ticker.ts';
import type { ObjectInfo, ObjectStore } from '../remote/object-store.ts';
import { textsIn } from '../text/texts.ts';
import { createRateLimit, createRateLimitCells, setRate } from '../upload/rate-limit.ts';
import { withBucket } from './bucket-session.ts';
import { download } from './download.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { failureFacts } from './failure-view.ts';
import { addTransferOptions, type TransferOptions } from './options.ts';
import { openPartFile, type Sink } from './part-file.ts';
import { drawProgress } from './progress-bar.ts';
import { showChecksum, showTarget } from './proof-text.ts';
import { followRates, rateNow } from './rate-clock.ts';
import { settingsOf } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

interface GetOptions extends TransferOptions {
  readonly force?: boolean;
}

export function addGet(program: Command, here: Surroundings): void {
  const command = program
    .command('get')
    .summary('download an object and check it')
    .description(
      'Downloads an object to FILE.part, checks its checksum while reading, and then gives it its name.\nThe same command goes on after an interruption, as long as the object is the same.',
    )
    .argument('<target>', 'oss://bucket/key, s3://bucket/key or account:bucket/key')
    .argument(
      '[file]',
      "file or folder to write to, - for standard output; the key's last name when left out",
    )
    .option('-f, --force', 'replace FILE when it exists');
  addTransferOptions(command).action(
    async (target: string, file: string | undefined, options: GetOptions) => {
      here.endWith(await get(target, file, options, here));
    },
  );
}

async function get(
  target: string,
  file: string | undefined,
  options: GetOptions,
  here: Surroundings,
): Promise<ExitCode> {
  if (file === '-' && options.json) {
    throw new AppError('usage', 'two things for standard output', {
      ...problem('get.twoOutputs'),
      command: 'get',
    });
  }
  return withBucket(target, options, here, async (store, key, signal) => {
    const path = file === '-' ? null : placeFor(file, key);
    if (path !== null && !existsSync(dirname(path))) {
      throw new AppError('usage', 'no folder for the file', {
        ...problem('get.noFolder', { folder: dirname(path) }),
        command: 'get',
      });
    }
    if (path !== null && existsSync(path) && !options.force) {
      throw new AppError('usage', 'the file exists', {
        ...problem('get.exists', { path }),
        command: 'get',
      });
    }
    const info = await store.head(key, signal);
    if (info === null) throw new AppError('object.missing', 'nothing to download', { key });
    const sink = path === null ? pipeSink(here) : await openPartFile(path, identityOf(info, store));
    try {
      const proof = await fetchInto(sink, info, store, options, here, signal);
      await sink.commit();
      showSaved(path, info, proof, store, options, here);
      return exitCodes.done;
    } finally {
      here.terminal.redraw('');
      await sink.close();
    }
  });
}

async function fetchInto(
  sink: Sink,
  info: ObjectInfo,
  store: ObjectStore,
  options: GetOptions,
  { terminal, clock, environment }: Surroundings,
  signal: AbortSignal,
): Promise<Checksum | null> {
  const { language } = environment;
  const { say } = textsIn(language);
  const { attempts, rates } = settingsOf(options, environment);
  const cells = createRateLimitCells(rateNow(rates, clock));
  const limit = createRateLimit(cells, clock);
  let received = 0;
  const ledger = createLedger(() => [[info.key, received]]);
  ledger.open(info.key, info.size);
  ledger.resume(info.key, sink.keptBytes, 0, 1);
  const ticker = createTicker(atMs => ledger.snapshot(atMs), clock);
  ticker.listen(snapshot => {
    if (options.json) terminal.emit('progress', snapshot);
    else terminal.redraw(drawProgress(snapshot, terminal.columns(), language));
  });
  if (sink.keptBytes > 0 && !options.json) {
    terminal.tell(say('get.resumed', { size: sink.keptBytes }));
  }
  const following = followRates(rates, clock, rate => setRate(cells, rate));
  ticker.start();
  try {
    return await download(
      {
        store,
        info,
        sink,
        clock,
        attempts,
        take: limit.take,
        onBytes: bytes => {
          received += bytes;
        },
        onRetry(error, inMs) {
          const facts = failureFacts(error, {}, language);
          if (options.json) terminal.emit('retrying', { what: 'get', inMs, ...facts });
          else terminal.tell(say('retry', { wait: Math.max(1000, inMs), code: error.code }));
        },
      },
      signal,
    );
  } finally {
    ticker.stop();
    following.stop();
    ticker.close();
  }
}

function identityOf({ key, etag, size }: ObjectInfo, { address }: ObjectStore) {
  return { endpoint: address.endpoint, bucket: address.bucket, key, etag, size };
}

/** The file that was named, or the key's last name in the folder that was named. */
function placeFor(file: string | undefined, key: string): string {
  const folder = file !== undefined && isFolder(file) ? file : '.';
  if (file !== undefined && folder === '.' && !isFolder(file)) return resolve(file);
  const name = key.split('/').at(-1) ?? '';
  if (name === '' || name === '.' || name === '..' || /[\\\0]/.test(name)) {
    throw new AppError('usage', 'no name for the file', {
      ...problem('get.noName', { key }),
      command: 'get',
    });
  }
  return resolve(join(folder, name));
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Standard output can't go back: nothing is kept, and what was written can't be cleared. */
function pipeSink({ terminal }: Surroundings): Sink {
  return {
    keptBytes: 0,
    async *kept() {},
    write: bytes => terminal.pipe(bytes),
    async clear() {},
    async commit() {},
    async close() {},
  };
}

function showSaved(
  path: string | null,
  info: ObjectInfo,
  proof: Checksum | null,
  store: ObjectStore,
  options: GetOptions,
  { terminal, environment: { language } }: Surroundings,
): void {
  const place = { bucket: store.address.bucket, key: info.key, path };
  if (options.json) {
    const checksum = { algorithm: proof?.algorithm ?? null, checksum: proof?.value ?? null };
    const { size, etag, requestId } = info;
    terminal.emit('saved', { ...place, isProven: proof !== null, size, ...checksum, etag, requestId });
    return;
  }
  const { say } = textsIn(language);
  const { size, etag, requestId } = info;
  const target = showTarget(store.address, info.key);
  const facts = { target, path: path ?? say('name.stdout'), size, etag, requestId };
  const line = proof
    ? say('get.proven', { ...facts, checksum: showChecksum(proof, language) })
    : say('get.saved', facts);
  if (path === null) terminal.tell(line);
  else terminal.print(line);
}
