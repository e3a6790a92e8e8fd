import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import { combineCrc } from '../../model/crc-combine.ts';
import type { ReportEntry } from '../../model/report.ts';
import { withWindow } from '../../model/source.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';
import type { ProveTools } from './prove-file.ts';
import { readChecksum } from './read-checksum.ts';

/**
 * Holds an object against what a report says was proven of it, and resolves with the bytes that were appended to it since.
 * The store's checksum decides where it keeps one of the same kind, else that the ETag is the same as then. `holder` is the
 * file when that was found to hold what was proven, else null. Throws `object.missing`, `proof.different`, and
 * `proof.impossible` with the fact `grownBytes` for an object that is longer, while there is no file to prove it by.
 */
export async function compareObject(
  entry: ReportEntry,
  holder: string | null,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<number> {
  const { target, proof } = entry;
  const { key } = target;
  const info = await tools.store.head(key, signal);
  if (info === null) throw new AppError('object.missing', 'the proven object is gone', { key });
  if (info.appendPosition !== null && info.size > proof.size) {
    await proveGrowth(entry, info, holder, tools, signal);
    return info.size - proof.size;
  }
  if (info.size !== proof.size) {
    throw different(key, problem('proof.sizeNow', { sizeNow: info.size, sizeThen: proof.size }));
  }
  if (info.checksum?.algorithm === proof.ours.algorithm) {
    if (info.checksum.value === proof.ours.value) return 0;
    const name = proof.ours.algorithm.toUpperCase();
    const [now, before] = [info.checksum.value, proof.ours.value];
    throw different(key, problem('proof.checksumNow', { name, now, before }));
  }
  if (info.etag.toLowerCase() !== proof.etag.toLowerCase()) {
    throw different(key, problem('proof.checksumNow', { name: 'ETag', now: info.etag, before: proof.etag }));
  }
  return 0;
}

/**
 * What came behind the proven bytes has to be what the file has behind them: the checksum of both together is that of the
 * object only if neither was changed.
 */
async function proveGrowth(
  { target, offset, proof }: ReportEntry,
  info: ObjectInfo,
  holder: string | null,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<void> {
  const { key } = target;
  const { algorithm, value } = proof.ours;
  const grownBytes = info.size - proof.size;
  const isComparable = algorithm !== 'md5' && info.checksum?.algorithm === algorithm;
  if (holder === null || !isComparable) {
    const found = problem('proof.grown', { grownBytes, sizeThen: proof.size });
    throw new AppError('proof.impossible', 'the object has grown, which only the file could prove', {
      ...found,
      key,
    });
  }
  const whole = await tools.lookAt(holder);
  const end = offset + info.size;
  if (whole.size < end) {
    const sizes = { theirSize: info.size, ourSize: whole.size - offset };
    throw different(key, problem('proof.grownBeyond', sizes));
  }
  const added = withWindow(whole, { offset: offset + proof.size, length: grownBytes });
  const sum = await readChecksum(added, algorithm, tools, signal);
  const ours = combineCrc(algorithm, value, sum.value, grownBytes);
  if (ours === info.checksum?.value) return;
  const name = algorithm.toUpperCase();
  const theirs = info.checksum?.value ?? '';
  throw different(key, problem('proof.grownChecksum', { added: grownBytes, name, theirs, ours }));
}

export function different(key: string, found: ProblemFacts): AppError {
  return new AppError('proof.different', `it is not what was proven: ${found.problem}`, { ...found, key });
}
