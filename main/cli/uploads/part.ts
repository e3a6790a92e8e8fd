import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { ChecksumAlgorithm } from '../../model/checksum.ts';
import { digestOf } from '../../model/digest.ts';
import { parseCount, parseSize } from '../../model/size.ts';
import { withWindow } from '../../model/source.ts';
import { checkOptions } from '../../remote/check-options.ts';
import { createMemoryBody } from '../../remote/memory-body.ts';
import type { Body, StoreLimits } from '../../remote/object-store.ts';
import { textsIn } from '../../text/texts.ts';
import { asUnknown } from '../../upload/by-hand/unknown-upload.ts';
import { wholeSlice } from '../../upload/file-slice.ts';
import { sliceTicket } from '../../upload/pooled-store.ts';
import type { SentBody } from '../../upload/send.ts';
import { readSource } from '../../upload/source.ts';
import { withBucket } from '../bucket-session.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { parseTrafficLimit, trafficLimitMeaning } from '../object-options.ts';
import { addTransferOptions, type TransferOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { partFacts } from './part-facts.ts';
import { requireKey } from './require-key.ts';

/** What a part from standard input may have: it is kept in memory, to be sent again when the line breaks. */
const mostFromInput = 256 * 1024 * 1024;
const mostParts = 10_000;
const algorithms: readonly ChecksumAlgorithm[] = ['crc64', 'crc32', 'crc32c', 'crc64nvme', 'md5'];

interface PartOptions extends TransferOptions {
  readonly uploadId: string;
  readonly number: number;
  readonly offset?: number;
  readonly length?: number;
  readonly algorithm?: ChecksumAlgorithm;
  /** Bits per second. */
  readonly trafficLimit?: number;
}

export function addPart(uploads: Command, here: Surroundings): void {
  const command = uploads
    .command('part')
    .summary('by hand: send one part')
    .description(
      "Sends one part and compares the store's checksum with that of the bytes that were read. Prints what the store has\ngiven for it, as JSON. The same number again replaces the part.",
    )
    .argument('<target>', 'as given to uploads start')
    .argument('<file>', 'the part, or - for standard input (up to 256 MiB)')
    .requiredOption('--upload-id <id>', 'as printed by uploads start')
    .requiredOption('--number <n>', 'which part: 1 to 10000', text => parseCount(text, 1, mostParts))
    .option('--offset <size>', 'the file from this byte on', parseSize)
    .option('--length <size>', 'so many bytes of the file; to its end when left out', parseSize)
    .option('--traffic-limit <rate>', trafficLimitMeaning, parseTrafficLimit)
    .addOption(
      new Option(
        '--algorithm <name>',
        "as printed by uploads start; the store's usual when left out",
      ).choices(algorithms),
    );
  addTransferOptions(command).action(async (target: string, file: string, options: PartOptions) => {
    here.endWith(await part(target, file, options, here));
  });
}

async function part(
  target: string,
  file: string,
  options: PartOptions,
  here: Surroundings,
): Promise<ExitCode> {
  return withBucket(target, options, here, async (store, key, signal) => {
    requireKey(key, target);
    const { uploadId, number, trafficLimit } = options;
    const limit = trafficLimit === undefined ? {} : { trafficLimit };
    checkOptions(store.address.kind, limit);
    const algorithm = options.algorithm ?? store.algorithm;
    const body = await bodyOf(file, options, algorithm, here);
    checkSize(body.size, store.limits, here);
    const wanted = { key, uploadId, number, algorithm, body, ...limit };
    const sent = await store.sendPart(wanted, signal).catch(thrown => {
      throw asUnknown(thrown, { key, uploadId });
    });
    here.terminal.emit('part', partFacts(sent));
    return exitCodes.done;
  });
}

/** A file is read by a worker; either kind of body is held against the store's answer. */
async function bodyOf(
  file: string,
  { offset, length, number, uploadId }: PartOptions,
  algorithm: ChecksumAlgorithm,
  here: Surroundings,
): Promise<Body> {
  const hasWindow = offset !== undefined || length !== undefined;
  if (file !== '-') {
    const window = { offset: offset ?? 0, ...(length !== undefined && { length }) };
    const source = withWindow(await readSource(resolve(file)), window);
    return sliceTicket(wholeSlice(source), `${uploadId}:${number}`, 'large');
  }
  if (hasWindow) throw usage(problem('uploads.windowStdin'));
  const bytes = await readInput(here);
  const value = await digestOf(algorithm, bytes);
  const body: SentBody = { ...createMemoryBody(bytes), sentChecksum: () => value };
  return body;
}

async function readInput({ input, signal }: Surroundings): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    size += chunk.length;
    if (size > mostFromInput) {
      throw usage(problem('uploads.stdinTooLong', { largest: mostFromInput }));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Too large is refused here; too small is legal for the last part, and which that is only the script knows. */
function checkSize(
  size: number,
  { minPart, maxPart }: StoreLimits,
  { terminal, environment }: Surroundings,
): void {
  if (size > maxPart) {
    throw new AppError('part.size', 'the part is larger than the store takes', {
      wished: size,
      largest: maxPart,
    });
  }
  if (size < minPart) {
    const { say } = textsIn(environment.language);
    terminal.tell(say('note', { text: say('uploads.partTooSmall', { size, least: minPart }) }));
  }
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'a part that can not be meant', about);
}
