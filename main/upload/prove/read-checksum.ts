import { forEachParallel } from '../../base/async.ts';
import type { Checksum, ChecksumAlgorithm } from '../../model/checksum.ts';
import type { Receipt } from '../../model/part.ts';
import type { Source } from '../../model/source.ts';
import { countParts, partsOf } from '../../plan/partition.ts';
import { sliceOf, wholeSlice } from '../file-slice.ts';
import type { RunTools } from '../run.ts';
import { combineReceipts } from '../verify.ts';

/** What reading takes. */
export interface ReadTools {
  readonly digest: RunTools['digest'];
  /** Ranges read at once. */
  readonly parallel: number;
  /** Bytes by which files are cut here where nobody wishes otherwise; absent for the planner's own. */
  readonly usualPartSize?: number;
  /** So many more bytes were read; a file that is read twice counts twice. */
  readonly onRead: (bytes: number) => void;
}

export type PartSum = Pick<Receipt, 'size' | 'checksum'>;

/** Bytes that one job reads: long enough to be worth a job, short enough for a bar that moves. */
const rangeSize = 32 * 1024 * 1024;

/** The CRC of a source's bytes, from ranges that are read side by side; the MD5, which knows no such way, in one go. */
export async function readChecksum(
  source: Source,
  algorithm: ChecksumAlgorithm,
  tools: ReadTools,
  signal: AbortSignal,
): Promise<Checksum> {
  if (algorithm !== 'md5') {
    return combineReceipts('oss', await readPartSums(source, algorithm, rangeSize, tools, signal));
  }
  const [value = ''] = await tools.digest(wholeSlice(source), [algorithm], signal);
  tools.onRead(source.length);
  return { algorithm, value };
}

/** The checksums of a source's parts, in number order. */
export async function readPartSums(
  source: Source,
  algorithm: ChecksumAlgorithm,
  partSize: number,
  { digest, parallel, onRead }: ReadTools,
  signal: AbortSignal,
): Promise<readonly PartSum[]> {
  const sums: PartSum[] = Array(countParts(source.length, partSize));
  await forEachParallel(
    partsOf(source.length, partSize),
    parallel,
    async (part, partSignal) => {
      const [value = ''] = await digest(sliceOf(source, part), [algorithm], partSignal);
      sums[part.number - 1] = { size: part.size, checksum: { algorithm, value } };
      onRead(part.size);
    },
    signal,
  );
  return sums;
}
