import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Checksum } from '../model/checksum.ts';
import type { HttpAnswer } from './http.ts';
import { etagOf, type HeaderPrefix, readObjectInfo, sizesOf } from './object-headers.ts';
import type { ByteRange, ObjectDownload } from './object-store.ts';

export function rangeHeader(range: ByteRange | null): Record<string, string> {
  return range === null ? {} : { range: `bytes=${range.first}-${range.last ?? ''}` };
}

/** The download in an answer to GET. Throws `remote.unsupported` when a range was asked for and the whole came. */
export function createDownload(
  prefix: HeaderPrefix,
  key: string,
  range: ByteRange | null,
  answer: HttpAnswer,
  checksum: Checksum | null,
): ObjectDownload {
  const { status, headers } = answer;
  try {
    etagOf(headers);
    const { whole, sent } = sizesOf(status, headers);
    if (range !== null && status !== 206) {
      throw new AppError('remote.unsupported', 'the server sends no ranges', {
        ...problem('store.noRanges'),
        key,
      });
    }
    return {
      info: readObjectInfo(prefix, key, headers, whole, checksum),
      size: sent,
      bytes: exactly(answer.bytes(), sent, key),
    };
  } catch (thrown) {
    answer.discard();
    throw thrown;
  }
}

/** The same bytes; throws `remote.truncated` unless there are exactly `size` of them. */
async function* exactly(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
  key: string,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of bytes) {
    received += chunk.byteLength;
    if (received > size) break;
    yield chunk;
  }
  if (received !== size) {
    throw new AppError('remote.truncated', 'the object came with another length than promised', {
      key,
      expected: size,
      received,
    });
  }
}
