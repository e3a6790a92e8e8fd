import { AppError } from '../base/app-error.ts';
import type { Failure } from './failure.ts';
import type { HeaderPrefix } from './object-headers.ts';
import type { ByteRange, CopyOptions, CopySource } from './object-store.ts';
import { headersOfOptions } from './option-headers.ts';
import { encodeKey } from './uri.ts';

/** Headers that name the source of a copy. */
export function copySourceHeaders(prefix: HeaderPrefix, source: CopySource): Record<string, string> {
  const headers: Record<string, string> = {
    [`${prefix}copy-source`]: `/${source.bucket}/${encodeKey(source.key)}`,
  };
  if (source.ifMatch !== undefined) headers[`${prefix}copy-source-if-match`] = `"${source.ifMatch}"`;
  return headers;
}

/**
 * Headers that say what the target gets. The source's description goes along unless it is to be replaced; tags have a switch
 * of their own and stay unless there are new ones.
 */
export function copyHeaders(prefix: HeaderPrefix, options: CopyOptions): Record<string, string> {
  const { keepsDescription, storageClass, encryption, tags } = options;
  const kept: CopyOptions = {
    ...(storageClass !== undefined && { storageClass }),
    ...(encryption && { encryption }),
    ...(tags && { tags }),
  };
  const replaceTags = prefix === 'x-oss-' ? 'Replace' : 'REPLACE';
  return {
    ...headersOfOptions(prefix, keepsDescription ? kept : options),
    ...(keepsDescription ? {} : { [`${prefix}metadata-directive`]: 'REPLACE' }),
    ...(tags ? { [`${prefix}tagging-directive`]: replaceTags } : {}),
    ...(options.acl === undefined
      ? {}
      : { [prefix === 'x-oss-' ? 'x-oss-object-acl' : 'x-amz-acl']: options.acl }),
  };
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
