import type { StoreKind } from '../model/target.ts';
import { type Call, dialectHeader } from './call.ts';
import { encryptionOf } from './encryption.ts';
import type { Attributes } from './object-table.ts';
import { refuse, refuseArgument } from './refusal.ts';
import { taggingOf } from './tagging.ts';

/** Standard headers that are kept with an object and come back with it. */
const keptHeaders = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

const acls: Readonly<Record<StoreKind, readonly string[]>> = {
  oss: ['default', 'private', 'public-read', 'public-read-write'],
  s3: [
    'private',
    'public-read',
    'public-read-write',
    'authenticated-read',
    'aws-exec-read',
    'bucket-owner-read',
    'bucket-owner-full-control',
  ],
};

/** Total of user metadata, by both services. */
const maxMetaBytes = 8 * 1024;

/** What the head of a request says of the object that it makes. */
export function attributesOf(call: Call): Attributes {
  const { request, dialect } = call;
  const headers: Record<string, string> = { 'content-type': dialect.defaultContentType };
  for (const name of keptHeaders) {
    const value = name === 'content-encoding' ? encodingOf(call) : request.headers[name];
    if (value !== undefined && value !== '') headers[name] = value;
  }
  const storageClass = dialectHeader(call, 'storage-class') ?? null;
  if (storageClass !== null && !dialect.isStorageClass(storageClass)) {
    throw refuseArgument(
      `${dialect.prefix}storage-class`,
      storageClass,
      'The storage class you specified is not valid.',
    );
  }
  return {
    headers,
    meta: metaOf(call),
    acl: aclOf(call),
    storageClass,
    tagging: taggingOf(call),
    encryption: encryptionOf(call),
  };
}

/** The ACL that a request sets, null when it sets none. */
export function aclOf(call: Call): string | null {
  const name = call.dialect.kind === 'oss' ? (call.request.key === null ? 'acl' : 'object-acl') : 'acl';
  const acl = dialectHeader(call, name) ?? null;
  if (acl !== null && !acls[call.dialect.kind].includes(acl)) {
    throw refuseArgument(`${call.dialect.prefix}${name}`, acl, 'The ACL you specified is not valid.');
  }
  return acl;
}

function metaOf({ request, dialect }: Call): Record<string, string> {
  const prefix = `${dialect.prefix}meta-`;
  const entries = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value] as const);
  const bytes = entries.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (bytes > maxMetaBytes) {
    throw refuse('InvalidArgument', { message: 'Your metadata headers exceed the maximum allowed size.' });
  }
  return Object.fromEntries(entries);
}

/** `aws-chunked` belongs to the transport and not to the object. */
function encodingOf({ request }: Call): string | undefined {
  return request.headers['content-encoding']
    ?.split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== 'aws-chunked')
    .join(', ');
}
