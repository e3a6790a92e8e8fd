import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { lookup } from 'mime-types';
import { AppError, toErrorRecord } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Engine } from '../../engine.ts';
import type { ReportEntry } from '../../model/report.ts';
import { parseSize, parseSpan } from '../../model/size.ts';
import { keyForFile } from '../../plan/object-key.ts';
import type { AppendEvent } from '../../upload/append/append-events.ts';
import type { AppendWish } from '../../upload/append/append-wish.ts';
import type { AppendResult } from '../../upload/append/appends.ts';
import type { AppendedObject } from '../../upload/append/proven-objects.ts';
import { usualRoll } from '../../upload/append/roll-key.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { tellFailure } from '../failure-view.ts';
import { addObjectOptions, type ObjectFlags, objectOptionsOf } from '../object-options.ts';
import { addTransferOptions, type TransferOptions } from '../options.ts';
import { placeError } from '../placed-error.ts';
import { showTarget } from '../proof-text.ts';
import { openReportFile, type ReportFile } from '../put/report-file.ts';
import { openSession } from '../session.ts';
import type { Surroundings } from '../surroundings.ts';
import { keyFacts, openTarget } from '../target.ts';
import { createAppendJsonView } from './append-json-view.ts';
import { requireSense } from './append-sense.ts';
import { createAppendTextView } from './append-text-view.ts';

const usualFollowMs = 1_000;
/** Looking more often than that only heats the processor. */
const shortestFollowMs = 10;
/** Less often than that, nobody would know whether it still lives; and timers end at 24 days. */
const longestFollowMs = 86_400_000;
/** What one request may have, for it is kept in memory. */
const mostChunkBytes = 1024 ** 3;

interface AppendOptions extends TransferOptions, ObjectFlags {
  readonly follow?: boolean;
  readonly interval?: number;
  readonly fromRemote?: boolean;
  /** False for `--no-roll`. */
  readonly roll?: string | false;
  readonly rollAt?: number;
  readonly partSize?: number;
  readonly report?: string;
}

export function addAppend(program: Command, here: Surroundings): void {
  const command = program
    .command('append')
    .summary('append what an object lacks of a file, such as a growing log (OSS)')
    .description(
      "Appends the bytes of FILE that the object lacks, and proves the object: the store's checksum of all of it equals ours.\nThe same command goes on after any interruption, and adds what has come since. See: longshore help appending.",
    )
    .argument('<file>', 'a file that only grows at its end; rotations and cuts are noticed')
    .argument('<target>', 'oss://bucket/key or account:bucket/key')
    .optionsGroup('Appending:')
    .option('-f, --follow', 'go on as the file grows, until Ctrl-C')
    .option('--interval <span>', 'with --follow: append at most this often (1s)', parseInterval)
    .option(
      '--from-remote',
      'go on from an object that this computer did not make, if it is the head of FILE',
    )
    .option('--roll <pattern>', 'names of further objects, with {n} for their number (app.log: app.{n}.log)')
    .option('--no-roll', 'stop where a further object would be needed')
    .option(
      '--roll-at <size>',
      "begin the next object at this size; the store's limit (5GiB) when left out",
      parseSome,
    )
    .option('--part-size <size>', 'most bytes of one request, kept in memory (8MiB)', parseChunk)
    .option(
      '--report <file>',
      'when the run ends, write what was proven to this file, for longshore prove --check',
    );
  addObjectOptions(command, here.clock);
  addTransferOptions(command).action(async (file: string, target: string, options: AppendOptions) => {
    here.endWith(await append(file, target, options, here));
  });
}

async function append(
  file: string,
  target: string,
  options: AppendOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const wish = await wishFor(file, target, options, here);
  const read = { source: { kind: 'file', path: wish.path } } as const;
  const report = options.report === undefined ? null : await openReportFile(options.report, [read]);
  const session = await openSession(options, here);
  try {
    return await run(session.engine, wish, report, options, here);
  } catch (thrown) {
    const { bucket, endpoint, region } = wish.access.address;
    throw placeError(thrown, {
      path: wish.path,
      key: wish.key,
      bucket,
      endpoint,
      region,
      target: showTarget(wish.access.address, wish.key),
      command: 'append',
      ...(await keyFacts(wish.access)),
    });
  } finally {
    await session.close();
  }
}

/** A followed log has no end, so being stopped is how it ends well: when nothing was left to append. */
async function run(
  engine: Engine,
  wish: AppendWish,
  report: ReportFile | null,
  options: AppendOptions,
  { terminal, clock, environment, signal }: Surroundings,
): Promise<ExitCode> {
  const entries: ReportEntry[] = [];
  const view = options.json
    ? createAppendJsonView(terminal, wish, environment.language)
    : createAppendTextView(terminal, clock, wish, environment.language);
  const stopProgress = engine.onProgress(view.progressed);
  const stopEvents = engine.onEvent(view.happened);
  try {
    const onEvent = (event: AppendEvent) => {
      if (event.type === 'proven') entries.push(entryOf(event, wish));
      view.appended(event);
    };
    const ended = engine.append(wish, onEvent, signal);
    const result = await ended.catch(async thrown => {
      await report?.write(entries, clock.now()).catch(second => {
        tellFailure(terminal, 'failed', 'report', toErrorRecord(second), {}, environment.language);
      });
      throw thrown;
    });
    await report?.write(entries, clock.now());
    const exitCode = exitCodeOf(result);
    view.finished(result, exitCode);
    return exitCode;
  } finally {
    stopProgress();
    stopEvents();
  }
}

function exitCodeOf({ isComplete, isAnythingMissed }: AppendResult): ExitCode {
  if (isAnythingMissed) return exitCodes.failed;
  return isComplete ? exitCodes.done : exitCodes.paused;
}

function entryOf({ key, base, proof, path, file }: AppendedObject, { access }: AppendWish): ReportEntry {
  return { path, offset: base, file, target: { address: access.address, key }, proof };
}

async function wishFor(
  file: string,
  target: string,
  options: AppendOptions,
  here: Surroundings,
): Promise<AppendWish> {
  const { follow, interval, fromRemote, roll, rollAt, partSize } = options;
  requireSense(options);
  const { access, key: targetKey } = await openTarget(target, options, here);
  const path = resolve(file);
  const key = keyForFile(path, targetKey);
  return {
    path,
    access,
    key,
    options: objectOptionsOf(options),
    usualType: lookup(basename(key)) || 'application/octet-stream',
    roll: roll === false ? null : (roll ?? usualRoll(key)),
    ...(follow && { followMs: interval ?? usualFollowMs }),
    ...(fromRemote && { isFromRemote: true }),
    ...(rollAt !== undefined && { rollAt }),
    ...(partSize !== undefined && { chunkBytes: partSize }),
  };
}

function parseInterval(text: string): number {
  const ms = parseSpan(text);
  if (ms > longestFollowMs) throw tooMuch(problem('append.intervalLong', { text }));
  if (ms >= shortestFollowMs) return ms;
  throw new AppError('usage', 'too short an interval', {
    ...problem('append.intervalShort', { text }),
    command: 'append',
  });
}

function parseSome(text: string): number {
  const bytes = parseSize(text);
  if (bytes > 0) return bytes;
  throw new AppError('usage', 'no size', {
    ...problem('size.none', { text }),
    command: 'append',
  });
}

function parseChunk(text: string): number {
  const bytes = parseSome(text);
  if (bytes <= mostChunkBytes) return bytes;
  throw tooMuch(problem('append.chunkLarge', { text }));
}

function tooMuch(about: ProblemFacts): AppError {
  return new AppError('usage', 'too much', { ...about, command: 'append' });
}
