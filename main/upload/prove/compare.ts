import { AppError, toAppError } from '../../base/app-error.ts';
import type { Checksum } from '../../model/checksum.ts';
import { type ByteWindow, type Source, withWindow } from '../../model/source.ts';
import type { ObjectTarget } from '../../model/target.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';
import { wholeSlice } from '../file-slice.ts';
import { looksLikeMd5 } from '../verify.ts';
import { compareFile, type Standing, standingOf } from './compare-file.ts';
import type { ProveTools } from './prove-file.ts';

/** A file and the object that may hold its bytes. */
export interface Comparand {
  readonly path: string;
  /** The bytes of the file that are meant; absent for all. */
  readonly window?: ByteWindow;
  readonly key: string;
  /**
   * What is known of the object already. From a `listing`, an ETag that can be an MD5 decides without a request when it is that of the file;
   * with `proven` there is no request at all. Absent, the store is asked.
   */
  readonly known?:
    | { readonly from: 'listing'; readonly size: number; readonly etag: string }
    | {
        readonly from: 'proven';
        readonly size: number;
        readonly etag: string;
        readonly checksum: Checksum | null;
      };
}

export interface Comparison {
  /** `impossible`: the store keeps nothing that could be compared. */
  readonly verdict: 'equal' | 'different' | 'impossible';
  /** Why it is not equal, one sentence without its end; null when it is. */
  readonly problem: string | null;
  /** The file as it was when its bytes were read. */
  readonly source: Source;
  /** Of the bytes that were read, where they are equal to the object's; else null. */
  readonly checksum: Checksum | null;
  /** Of the object. */
  readonly etag: string;
  /** What the store said; null when it was not asked. */
  readonly info: ObjectInfo | null;
}

/**
 * Holds a file against an object; nothing is downloaded. A difference in size is told without reading. Throws
 * `object.missing`, and what looking at the file and reading it throws.
 */
export async function compare(
  { path, window, key, known }: Comparand,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<Comparison> {
  const { store, lookAt } = tools;
  const source = withWindow(await lookAt(path), window);
  const target: ObjectTarget = { address: store.address, key };
  if (known && known.size !== source.length) {
    return {
      verdict: 'different',
      problem: `the object has ${known.size} bytes, the file ${source.length}`,
      source,
      checksum: null,
      etag: known.etag,
      info: null,
    };
  }
  if (known?.from === 'proven')
    return against({ target, ...provenStanding(known) }, source, null, tools, signal);
  if (known) {
    const checksum = await equalByMd5(known.etag, source, tools, signal);
    if (checksum) {
      return { verdict: 'equal', problem: null, source, checksum, etag: known.etag, info: null };
    }
  }
  const info = await store.head(key, signal);
  if (info === null) throw new AppError('object.missing', 'there is no object to compare with', { key });
  return against(standingOf(target, info), source, info, tools, signal);
}

/** A proof by MD5 was one by the ETag. */
function provenStanding({ size, etag, checksum }: Omit<Standing, 'target'>): Omit<Standing, 'target'> {
  return checksum?.algorithm === 'md5'
    ? { size, checksum: null, etag: checksum.value }
    : { size, checksum, etag };
}

/**
 * The file's checksum in the algorithm of the store, when its MD5 is the ETag of a listing; both are read in one pass. Null
 * otherwise, for an ETag may look like an MD5 and be none.
 */
async function equalByMd5(
  etag: string,
  source: Source,
  { store, digest, onRead }: ProveTools,
  signal: AbortSignal,
): Promise<Checksum | null> {
  if (!looksLikeMd5(etag)) return null;
  const { algorithm } = store;
  const [md5 = '', value = ''] = await digest(wholeSlice(source), ['md5', algorithm], signal);
  onRead(source.length);
  return md5 === etag.toLowerCase() ? { algorithm, value } : null;
}

async function against(
  standing: Standing,
  source: Source,
  info: ObjectInfo | null,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<Comparison> {
  const { etag } = info ?? standing;
  try {
    const { ours } = await compareFile(source, standing, undefined, tools, signal);
    return { verdict: 'equal', problem: null, source, checksum: ours, etag, info };
  } catch (thrown) {
    const { code, facts } = toAppError(thrown);
    if (code !== 'proof.different' && code !== 'proof.impossible') throw thrown;
    const verdict = code === 'proof.different' ? 'different' : 'impossible';
    return { verdict, problem: String(facts['problem']), source, checksum: null, etag, info };
  }
}
