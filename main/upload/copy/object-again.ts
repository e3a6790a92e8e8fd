import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Encryption, ObjectOptions } from '../../model/target.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';

/** What of an object can't be read back from the store, or would not survive being stored again. */
export interface Keeping {
  /** The ACL from now on; the bucket's when left out. */
  readonly acl?: string;
  /** All tags from now on; to be given where the object has any. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Also where it becomes another kind of object, or has to be restored first. */
  readonly isForced?: true;
}

const archived = ['Archive', 'ColdArchive', 'DeepColdArchive'];

/**
 * The options that make an object the same again when it is stored anew from itself. Throws `usage` where something would be
 * lost that the user has not given, and `object.archived` for what can't be copied at once. Pure.
 */
export function optionsAgain(info: ObjectInfo, { acl, tags, isForced }: Keeping): ObjectOptions {
  if (info.tagCount > 0 && tags === undefined) {
    throw lossy(problem('callback.tagsLost', { tags: info.tagCount }), info.key);
  }
  if (info.appendPosition !== null && !isForced) {
    throw lossy(problem('callback.endsAppending'), info.key);
  }
  const { storageClass } = info;
  if (storageClass !== null && archived.includes(storageClass) && !isForced) {
    const message = 'an archived object has to be restored before it can be stored anew';
    throw new AppError('object.archived', message, { key: info.key, storageClass });
  }
  const { headers, contentType, meta } = info;
  const encryption = encryptionAgain(info.encryption);
  return {
    ...(contentType !== null && { contentType }),
    ...optional('cacheControl', headers['cache-control']),
    ...optional('contentDisposition', headers['content-disposition']),
    ...optional('contentEncoding', headers['content-encoding']),
    ...optional('contentLanguage', headers['content-language']),
    ...optional('expires', headers['expires']),
    meta,
    ...(storageClass !== null && { storageClass }),
    ...(encryption && { encryption }),
    ...(tags && { tags }),
    ...optional('acl', acl),
  };
}

function optional<Name extends keyof ObjectOptions>(
  name: Name,
  value: string | undefined,
): { readonly [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: string });
}

/** An encryption that we have no word for is the bucket's own affair, and comes about again by itself. */
function encryptionAgain(told: ObjectInfo['encryption']): Encryption | null {
  const known: readonly Encryption['algorithm'][] = ['AES256', 'KMS', 'SM4'];
  // S3's name for it.
  const name = told?.algorithm === 'aws:kms' ? 'KMS' : told?.algorithm;
  const algorithm = known.find(each => each === name);
  if (algorithm === undefined) return null;
  const keyId = told?.keyId ?? null;
  return algorithm === 'KMS' && keyId !== null ? { algorithm, keyId } : { algorithm };
}

function lossy(about: ProblemFacts, key: string): AppError {
  return new AppError('usage', 'storing the object anew would lose something', {
    ...about,
    key,
    command: 'callback',
  });
}
