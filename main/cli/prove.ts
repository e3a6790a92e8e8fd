import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { Proof } from '../model/proof.ts';
import { parseSize } from '../model/size.ts';
import type { ByteWindow } from '../model/source.ts';
import type { BucketAddress } from '../model/target.ts';
import { keyForFile } from '../plan/object-key.ts';
import { textsIn } from '../text/texts.ts';
import { withBucket } from './bucket-session.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { addConnectionOptions } from './options.ts';
import { placeError } from './placed-error.ts';
import { proofFacts, showProof, showTarget } from './proof-text.ts';
import { type CheckOptions, checkReport } from './prove-check.ts';
import { openReportFile } from './put/report-file.ts';
import { createReadProgress } from './read-progress.ts';
import type { Surroundings } from './surroundings.ts';

interface ProveOptions extends CheckOptions {
  readonly check?: string;
  readonly offset?: number;
  readonly length?: number;
  readonly partSize?: number;
  readonly report?: string;
}

export function addProve(program: Command, here: Surroundings): void {
  const command = program
    .command('prove')
    .summary('prove that an object holds what a file holds, without a download')
    .description(
      'Reads FILE and compares it with what the store says of the object: its checksum, or its ETag where that is made of MD5s.\nWhere the store keeps nothing comparable, it says so. With --check, looks again at what a report says was proven:\nat the objects, and at the files as far as they still exist.',
    )
    .usage('[options] FILE TARGET\n       longshore prove [options] --check REPORT')
    .argument('[file]', 'the local file')
    .argument('[target]', 'oss://bucket/key, s3://bucket/key or account:bucket/key')
    .optionsGroup('What is compared:')
    .option('--offset <size>', 'the file from this byte on', parseSize)
    .option('--length <size>', 'so many bytes of the file; to its end when left out', parseSize)
    .option(
      '--part-size <size>',
      'how the object was cut, where its ETag is made of parts; else the usual sizes are tried',
      parseSize,
    )
    .option('--report <file>', 'write the proof to this file')
    .optionsGroup('Later:')
    .option('--check <report>', 'what --report has written, of whichever command')
    .option('--object-only', '--check: leave the files alone')
    .option('--account <name>', '--check: the account whose keys are used');
  addConnectionOptions(command).action(
    async (file: string | undefined, target: string | undefined, options: ProveOptions) => {
      here.endWith(await choose(file, target, options, here));
    },
  );
}

async function choose(
  file: string | undefined,
  target: string | undefined,
  options: ProveOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const { check, offset, length, partSize, report, objectOnly, account } = options;
  if (partSize === 0) throw usage(problem('prove.noPart'));
  if (check === undefined) {
    if (file === undefined || target === undefined) throw usage(problem('prove.tooFew'));
    if (objectOnly || account !== undefined) throw usage(problem('prove.onlyCheck'));
    return await prove(resolve(file), target, options, here);
  }
  if (file !== undefined) throw usage(problem('prove.checkAndFile'));
  if ([offset, length, partSize, report].some(value => value !== undefined)) {
    throw usage(problem('prove.checkAndOptions'));
  }
  if (options.endpoint !== undefined || options.region !== undefined || options.pathStyle) {
    throw usage(problem('prove.checkAndPlace'));
  }
  return await checkReport(check, options, here);
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'nothing that can be proven', { ...about, command: 'prove' });
}

async function prove(
  path: string,
  target: string,
  options: ProveOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const { offset = 0, length, partSize } = options;
  const window: ByteWindow = { offset, ...(length !== undefined && { length }) };
  const report =
    options.report === undefined
      ? null
      : await openReportFile(options.report, [{ source: { kind: 'file', path } }]);
  return withBucket(target, options, here, async (store, targetKey, signal, engine, access) => {
    const key = keyForFile(path, targetKey);
    const progress = createReadProgress(options, here);
    try {
      const wish = { access, path, window, key, ...(partSize !== undefined && { partSize }) };
      const proof = await progress.during(path, window, onRead => engine.prove({ ...wish, onRead }, signal));
      await report?.write(
        [{ path, offset, target: { address: store.address, key }, proof }],
        here.clock.now(),
      );
      show(path, store.address, key, proof, options, here);
      return exitCodes.done;
    } catch (thrown) {
      throw placeError(thrown, { path, key, target: showTarget(store.address, key) });
    } finally {
      progress.stop();
    }
  });
}

function show(
  path: string,
  address: BucketAddress,
  key: string,
  proof: Proof,
  { json }: ProveOptions,
  { terminal, environment: { language } }: Surroundings,
): void {
  if (json) terminal.emit('proven', { path, bucket: address.bucket, key, ...proofFacts(proof) });
  else {
    const facts = { path, target: showTarget(address, key), proof: showProof(proof, language) };
    terminal.print(textsIn(language).say('prove.proven', facts));
  }
}
