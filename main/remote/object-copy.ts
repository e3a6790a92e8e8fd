import { AppError } from '../base/app-error.ts';
import type { Failure } from './failure.ts';
import type { HeaderPrefix } from './object-headers.ts';
import type { ByteRange, CopySource } from './object-store.ts';
import { encodeKey } from './uri.ts';

/** Headers that name the source of a copy. */
export function copySourceHeaders(prefix: HeaderPrefix, source: CopySource): Record<string, string> {
  const headers: Record<string, string> = {
    [`${prefix}copy-source`]: `/${source.bucket}/${encodeKey(source.key)}`,
  };
  if (source.ifMatch !== undefined) headers[`${prefix}copy-source-if-match`] = `"${source.ifMatch}"`;
  return headers;
}

/** The header for a part of the source, and the number of bytes; a copied part needs both ends. */
export function copyRange(
  prefix: HeaderPrefix,
  { first, last }: ByteRange,
): { readonly headers: Record<string, string>; readonly size: number } {
  if (last === undefined) throw new AppError('bug', 'a copied part needs a last byte');
  return { headers: { [`${prefix}copy-source-range`]: `bytes=${first}-${last}` }, size: last - first + 1 };
}

/** The source is no longer the one that was meant. */
export function isSourceChanged(failure: Failure): boolean {
  return failure.status === 412;
}

export function sourceChanged(source: CopySource): AppError {
  return new AppError('file.changed', 'the object to copy is no longer the one that was meant', {
    bucket: source.bucket,
    key: source.key,
  });
}
