import { AppError } from '../../base/app-error.ts';
import { forEachParallel } from '../../base/async.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { ChecksumAlgorithm } from '../../model/checksum.ts';
import type { Receipt } from '../../model/part.ts';
import type { Source } from '../../model/source.ts';
import type { ObjectStore, StoredPart } from '../../remote/object-store.ts';
import { sliceOf } from '../file-slice.ts';
import type { RunTools } from '../run.ts';
import { receiptsOf } from './parts-to-join.ts';

/** What reading a local file takes, and the store whose usual checksum counts where the parts have none. */
export interface FileTools {
  readonly store: ObjectStore;
  readonly parallel: number;
  readonly lookAt: RunTools['lookAt'];
  readonly digest: RunTools['digest'];
}

/**
 * The file cut as the parts are, each piece compared with its part where the store tells a checksum. Throws
 * `proof.different` for a file that is another one.
 */
export async function receiptsFromFile(
  path: string,
  key: string,
  parts: readonly StoredPart[],
  { store, parallel, lookAt, digest }: FileTools,
  outer: AbortSignal,
): Promise<readonly Receipt[]> {
  const source: Source = await lookAt(path);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (source.size !== size) {
    throw different(key, problem('proof.partsAndFile', { partsSize: size, fileSize: source.size }));
  }
  const known = receiptsOf(parts);
  const algorithm: ChecksumAlgorithm = known?.[0]?.checksum.algorithm ?? store.algorithm;
  const receipts: Receipt[] = [];
  let offset = 0;
  const pieces = parts.map((part, index) => {
    const piece = { part, index, offset };
    offset += part.size;
    return piece;
  });
  await forEachParallel(
    pieces,
    parallel,
    async ({ part, index, offset }, signal) => {
      const [value = ''] = await digest(sliceOf(source, { offset, size: part.size }), [algorithm], signal);
      const theirs = known?.[index]?.checksum.value;
      if (theirs !== undefined && theirs !== value) {
        const bytes = { from: offset, to: offset + part.size };
        throw different(key, problem('proof.partOfFile', { number: part.number, ...bytes }));
      }
      receipts[index] = {
        number: part.number,
        size: part.size,
        etag: part.etag,
        checksum: { algorithm, value },
      };
    },
    outer,
  );
  return receipts;
}

function different(key: string, found: ProblemFacts): AppError {
  return new AppError('proof.different', `the file is not what the parts hold: ${found.problem}`, {
    ...found,
    key,
  });
}
