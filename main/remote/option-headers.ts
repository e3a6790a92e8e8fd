import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Encryption, ObjectOptions } from '../model/target.ts';
import { encodeMeta } from './header-text.ts';
import type { HeaderPrefix } from './object-headers.ts';
import { encodeText } from './uri.ts';

/** What an object is to carry, as headers for the requests that create it or its upload; both stores know all of it. */
export function headersOfOptions(prefix: HeaderPrefix, options: ObjectOptions): Record<string, string> {
  const headers: Record<string, string | undefined> = {
    'content-type': options.contentType,
    'cache-control': options.cacheControl,
    'content-disposition': options.contentDisposition,
    'content-encoding': options.contentEncoding,
    'content-language': options.contentLanguage,
    expires: options.expires,
    [`${prefix}storage-class`]: options.storageClass,
    [`${prefix}tagging`]: taggingOf(options.tags),
    ...encryptionHeaders(prefix, options.encryption),
  };
  for (const [name, value] of Object.entries(options.meta ?? {})) {
    headers[`${prefix}meta-${checkMetaName(name)}`] = encodeMeta(value);
  }
  const present = Object.entries(headers).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(present);
}

/** True for a name that a header can carry and that both stores give back as it was. */
export function isMetaName(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name);
}

function checkMetaName(name: string): string {
  if (isMetaName(name)) return name;
  throw new AppError('usage', 'names of metadata are made of a-z, 0-9 and -', {
    ...problem('option.metadataName'),
    name,
  });
}

function taggingOf(tags: ObjectOptions['tags'] = {}): string | undefined {
  const pairs = Object.entries(tags).map(([name, value]) => `${encodeText(name)}=${encodeText(value)}`);
  return pairs.length === 0 ? undefined : pairs.join('&');
}

function encryptionHeaders(
  prefix: HeaderPrefix,
  encryption: Encryption | undefined,
): Record<string, string | undefined> {
  if (encryption === undefined) return {};
  const { algorithm, keyId } = encryption;
  const name = `${prefix}server-side-encryption`;
  return prefix === 'x-oss-'
    ? { [name]: algorithm, [`${name}-key-id`]: keyId }
    : { [name]: algorithm === 'KMS' ? 'aws:kms' : algorithm, [`${name}-aws-kms-key-id`]: keyId };
}
