import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { StoreKind } from '../../model/target.ts';
import { checkOptions } from '../../remote/check-options.ts';
import { withMtime } from '../../upload/options-at-begin.ts';
import { readSource } from '../../upload/source.ts';
import { withBucket } from '../bucket-session.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { addObjectOptions, type ObjectFlags, objectOptionsOf } from '../object-options.ts';
import { addConnectionOptions, type ConnectionOptions } from '../options.ts';
import { typeOfKey } from '../put/put-items.ts';
import type { Surroundings } from '../surroundings.ts';
import { requireKey } from './require-key.ts';

interface StartOptions extends ConnectionOptions, ObjectFlags {
  readonly mtimeOf?: string;
}

export function addStart(uploads: Command, here: Surroundings): void {
  const command = uploads
    .command('start')
    .summary('by hand: begin an upload, print its id')
    .description(
      'Begins an upload by parts and prints where it is and its uploadId, as JSON. What the object is to carry is said here;\n--traffic-limit goes with each part, and on S3 --forbid-overwrite with uploads complete.',
    )
    .argument('<target>', 'oss://bucket/key, s3://bucket/key or account:bucket/key')
    .option(
      '--mtime-of <file>',
      "keep this file's time of modification as metadata mtime; else none is kept",
    );
  addObjectOptions(command, here.clock);
  addConnectionOptions(command).action(async (target: string, options: StartOptions) => {
    here.endWith(await start(target, options, here));
  });
}

async function start(target: string, flags: StartOptions, here: Surroundings): Promise<ExitCode> {
  const mtimeNs = await mtimeFor(flags);
  return withBucket(target, flags, here, async (store, key, signal, engine, access) => {
    requireKey(key, target);
    const { kind } = access.address;
    refuseLater(kind, flags);
    const options = withMtime({ contentType: typeOfKey(key), ...objectOptionsOf(flags) }, mtimeNs);
    checkOptions(kind, options);
    const { uploadId, algorithm } = await store.begin(key, options, signal);
    const { address } = access;
    engine.loose.add({ target: { address, key }, uploadId, reason: 'by-hand' });
    here.terminal.emit('begun', { bucket: address.bucket, key, uploadId, algorithm });
    return exitCodes.done;
  });
}

/** Of the parts' files none need be the whole, so the one that counts is named. Null when none is. */
async function mtimeFor({ mtimeOf, mtime, meta }: StartOptions): Promise<string | null> {
  if (mtimeOf === undefined) return null;
  if (mtime === false) throw usage(problem('uploads.mtimeForbidden'));
  if (meta?.['mtime'] !== undefined) {
    throw usage(problem('uploads.mtimeTwice'));
  }
  return (await readSource(resolve(mtimeOf))).mtimeNs;
}

/** What no begin takes would be lost in silence. */
function refuseLater(kind: StoreKind, { trafficLimit, forbidOverwrite }: StartOptions): void {
  if (trafficLimit !== undefined && kind === 'oss') {
    throw usage(problem('uploads.trafficAtPart'));
  }
  if (forbidOverwrite && kind === 's3') {
    throw usage(problem('uploads.forbidAtEnd'));
  }
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'an upload that can not be begun so', { ...about, command: 'uploads' });
}
