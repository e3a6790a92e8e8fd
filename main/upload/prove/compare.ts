import { toAppError } from '../../base/app-error.ts';
import type { Checksum } from '../../model/checksum.ts';
import { type ByteWindow, type Source, withWindow } from '../../model/source.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';
import { wholeSlice } from '../file-slice.ts';
import { looksLikeMd5 } from '../verify.ts';
import { compareFile, standingOf } from './compare-file.ts';
import type { ProveTools } from './prove-file.ts';

/** A file and the object that may hold its bytes. */
export interface Comparand {
  readonly path: string;
  /** The bytes of the file that are meant; absent for all. */
  readonly window?: ByteWindow;
  readonly key: string;
  /** As a listing told it: one that is the file's MD5 decides without a request. Absent, the store is asked. */
  readonly etag?: string;
}

export interface Comparison {
  /** `impossible`: the store keeps nothing that could be compared, or the key holds no object. */
  readonly verdict: 'equal' | 'different' | 'impossible';
  /** What the store said; null when it was not asked, and when the key holds no object. */
  readonly info: ObjectInfo | null;
  /** Of the file's bytes, where they are equal to the object's; else null. */
  readonly ours: Checksum | null;
  /** The file as it was when its bytes were read. */
  readonly source: Source;
}

/**
 * Holds a file against an object; nothing is downloaded, and a difference in size is told without reading. Throws what looking at
 * the file and reading it throws, `file.changed` among it.
 */
export async function compare(
  { path, window, key, etag }: Comparand,
  tools: ProveTools,
  signal: AbortSignal,
): Promise<Comparison> {
  const { store, lookAt } = tools;
  const source = withWindow(await lookAt(path), window);
  const byMd5 = etag === undefined ? null : await equalByMd5(etag, source, tools, signal);
  if (byMd5) return { verdict: 'equal', info: null, ours: byMd5, source };
  const info = await store.head(key, signal);
  if (info === null) return { verdict: 'impossible', info, ours: null, source };
  try {
    const standing = standingOf({ address: store.address, key }, info);
    const { ours } = await compareFile(source, standing, undefined, tools, signal);
    return { verdict: 'equal', info, ours, source };
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code !== 'proof.different' && code !== 'proof.impossible') throw thrown;
    return { verdict: code === 'proof.different' ? 'different' : 'impossible', info, ours: null, source };
  }
}

/**
 * The file's checksum in the algorithm of the store, when its MD5 is the ETag of a listing; both come from one reading. Null
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
