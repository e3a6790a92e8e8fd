import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { lookup } from 'mime-types';
import { AppError, isAbort, toErrorRecord } from '../base/app-error.ts';
import type { Engine } from '../engine.ts';
import type { BucketAccess } from '../model/access.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { Transfer } from '../model/transfer.ts';
import { keyForFile } from '../plan/object-key.ts';
import type { UploadWish } from '../upload/uploads.ts';
import { type ExitCode, exitCodeOf, exitCodes, worstOf } from './exit-code.ts';
import { addTransferOptions, type TransferOptions } from './options.ts';
import { createPutJsonView } from './put-json-view.ts';
import { createPutTextView } from './put-text-view.ts';
import type { PutOutcome, PutSummary } from './put-view.ts';
import { openSession } from './session.ts';
import { parseSize } from './size.ts';
import type { Surroundings } from './surroundings.ts';
import { keyFacts, openTarget } from './target.ts';

/** As in OSS's own tools: below it, one request is cheaper than three. */
const usualThreshold = 10 * 1024 * 1024;

interface PutOptions extends TransferOptions {
  readonly partSize?: number;
  readonly threshold?: number;
  readonly meta?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly storageClass?: string;
  readonly acl?: string;
  readonly forbidOverwrite?: boolean;
}

export function addPut(program: Command, here: Surroundings): void {
  const command = program
    .command('put')
    .summary('upload files and prove that they arrived')
    .description(
      "Uploads files and proves each: the store's checksum of the whole object equals ours.\nThe same command goes on after any interruption; parts that were confirmed are not sent again.",
    )
    .usage('[options] FILE… TARGET')
    .argument('<paths...>', 'FILE…, and last TARGET: oss://bucket/key, s3://bucket/key or account:bucket/key')
    .optionsGroup('Parts:')
    .option(
      '--part-size <size>',
      'size of a part, such as 8MiB; chosen from the file size when left out',
      parseSize,
    )
    .option('--threshold <size>', 'files of at least this size go by parts (10MiB)', parseSize)
    .optionsGroup('Object:')
    .option('--meta <name=value>', 'user metadata; may be given again', addMeta)
    .option('--content-type <type>', "media type; chosen by the file's ending when left out")
    .option('--storage-class <class>', 'for example Standard, IA, Archive (OSS) or STANDARD_IA (S3)')
    .option('--acl <acl>', 'for example private or public-read')
    .option('--forbid-overwrite', 'fail when there is an object of that name already');
  addTransferOptions(command).action(async (paths: readonly string[], options: PutOptions) => {
    here.endWith(await put(paths, options, here));
  });
}

/** Uploads all files, each as far as it goes, and shows what became of them. */
async function put(paths: readonly string[], options: PutOptions, here: Surroundings): Promise<ExitCode> {
  const [target, ...files] = [...paths].reverse();
  if (target === undefined || files.length === 0) {
    throw new AppError('usage', 'too few arguments', {
      problem: 'put needs at least one FILE and a TARGET',
      command: 'put',
    });
  }
  const { access, key } = await openTarget(target, options, here);
  const wishes = wishesFor(files.reverse(), access, key, options);
  const session = await openSession(options, here);
  try {
    return await upload(session.engine, wishes, options, here);
  } finally {
    await session.close();
  }
}

async function upload(
  engine: Engine,
  wishes: readonly UploadWish[],
  options: PutOptions,
  { terminal, clock, signal, environment }: Surroundings,
): Promise<ExitCode> {
  const view = options.json
    ? createPutJsonView(terminal, environment.language)
    : createPutTextView(terminal, clock, environment.language);
  const startedAtMs = clock.monotonic();
  let safeBytes = 0;
  const stopProgress = engine.onProgress(snapshot => {
    safeBytes = snapshot.confirmedBytes;
    view.progressed(snapshot);
  });
  const stopEvents = engine.onEvent(event => view.happened(event));
  view.started(wishes);
  const outcomes = await Promise.all(
    wishes.map(async wish => {
      const outcome = await uploadOne(engine, wish, signal);
      view.ended(outcome);
      return outcome;
    }),
  );
  stopProgress();
  stopEvents();
  const summary = summarise(outcomes, safeBytes, clock.monotonic() - startedAtMs);
  view.finished(summary);
  return summary.exitCode;
}

async function uploadOne(engine: Engine, wish: UploadWish, signal: AbortSignal): Promise<PutOutcome> {
  try {
    return await withKeyFacts(outcomeOf(wish, await engine.upload(wish, signal)));
  } catch (thrown) {
    if (isAbort(thrown) && signal.aborted) return { wish, became: 'paused' };
    const error = toErrorRecord(thrown);
    const became = exitCodeOf(error.code) === exitCodes.blocked ? 'blocked' : 'failed';
    return withKeyFacts({ wish, became, error });
  }
}

/** A refusal of keys names the key that was refused. */
async function withKeyFacts(outcome: PutOutcome): Promise<PutOutcome> {
  if (!('error' in outcome)) return outcome;
  const { wish, error } = outcome;
  return { ...outcome, error: { ...error, facts: { ...(await keyFacts(wish.access)), ...error.facts } } };
}

function outcomeOf(wish: UploadWish, { id, state }: Transfer): PutOutcome {
  switch (state.at) {
    case 'done':
      return { wish, became: 'proven', transferId: id, proof: state.proof };
    case 'failed':
    case 'blocked':
      return { wish, became: state.at, error: state.error };
    case 'paused':
      return { wish, became: 'paused' };
    default:
      return {
        wish,
        became: 'failed',
        error: toErrorRecord(new AppError('bug', `the upload ended while it was ${state.at}`)),
      };
  }
}

/** Pure. */
function summarise(outcomes: readonly PutOutcome[], safeBytes: number, elapsedMs: number): PutSummary {
  const count = (became: PutOutcome['became']) =>
    outcomes.filter(outcome => outcome.became === became).length;
  return {
    proven: count('proven'),
    failed: count('failed'),
    blocked: count('blocked'),
    paused: count('paused'),
    provenBytes: outcomes.reduce(
      (sum, outcome) => sum + (outcome.became === 'proven' ? outcome.proof.size : 0),
      0,
    ),
    safeBytes,
    elapsedMs: Math.round(elapsedMs),
    exitCode: worstOf(outcomes.map(exitCodeOfOutcome)),
  };
}

function exitCodeOfOutcome(outcome: PutOutcome): ExitCode {
  switch (outcome.became) {
    case 'proven':
      return exitCodes.done;
    case 'blocked':
      return exitCodes.blocked;
    case 'paused':
      return exitCodes.paused;
    case 'failed':
      return exitCodeOf(outcome.error.code);
  }
}

/** One wish for each file; several files need a target that is a folder, and no two may become the same object. */
function wishesFor(
  files: readonly string[],
  access: BucketAccess,
  targetKey: string,
  options: PutOptions,
): readonly UploadWish[] {
  if (files.length > 1 && targetKey !== '' && !targetKey.endsWith('/')) {
    throw new AppError('usage', 'several files for one key', {
      problem: `several files can't all become "${targetKey}"; end TARGET with / to keep their names`,
      command: 'put',
    });
  }
  const wishes = files.map(file => wishFor(resolve(file), access, targetKey, options));
  const taken = new Map<string, string>();
  for (const { key, path } of wishes) {
    const other = taken.get(key);
    if (other !== undefined) {
      throw new AppError('usage', 'two files for one key', {
        problem: `"${other}" and "${path}" would both become "${key}"; send them to different folders`,
        command: 'put',
      });
    }
    taken.set(key, path);
  }
  return wishes;
}

function wishFor(path: string, access: BucketAccess, targetKey: string, options: PutOptions): UploadWish {
  const { meta, storageClass, acl, forbidOverwrite, partSize } = options;
  const objectOptions: ObjectOptions = {
    contentType: options.contentType ?? (lookup(basename(path)) || 'application/octet-stream'),
    ...(meta !== undefined && { meta }),
    ...(storageClass !== undefined && { storageClass }),
    ...(acl !== undefined && { acl }),
    ...(forbidOverwrite !== undefined && { forbidOverwrite }),
  };
  return {
    path,
    access,
    key: keyForFile(path, targetKey),
    options: objectOptions,
    threshold: options.threshold ?? usualThreshold,
    ...(partSize !== undefined && { partSize }),
  };
}

/** Names of HTTP headers are what metadata names have to be; stores keep them in lower case. */
function addMeta(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name = '', value = ''] = /^([a-z0-9!#$%&'*+.^_`|~-]+)=([\s\S]*)$/i.exec(text) ?? [];
  if (name === '') {
    throw new AppError('usage', 'not a metadata pair', {
      problem: `"${text}" is not name=value, where the name has letters, digits and hyphens`,
      command: 'put',
    });
  }
  return { ...before, [name.toLowerCase()]: value };
}
