import { createHash } from 'node:crypto';
import type { StoreKind } from '../model/target.ts';
import { type Call, dialectHeader } from './call.ts';
import { refuse, refuseArgument } from './refusal.ts';

/**
 * How a client wanted an object to be encrypted at rest. It is told again to whoever asks for the object, and that is
 * all: a local bucket keeps the bytes as they came, and has no keys.
 */
export interface EncryptionRecord {
  /** By its OSS name. */
  readonly algorithm: 'AES256' | 'KMS' | 'SM4';
  readonly keyId: string | null;
  /** OSS: what the data itself is encrypted by under a key of KMS. */
  readonly data: 'SM4' | null;
}

type Algorithm = EncryptionRecord['algorithm'];

/** What each service calls the algorithms that it has. */
const algorithms: Readonly<Record<StoreKind, ReadonlyMap<string, Algorithm>>> = {
  oss: new Map<string, Algorithm>([
    ['AES256', 'AES256'],
    ['KMS', 'KMS'],
    ['SM4', 'SM4'],
  ]),
  s3: new Map<string, Algorithm>([
    ['AES256', 'AES256'],
    ['aws:kms', 'KMS'],
  ]),
};

/** Behind the prefix of the dialect. */
const names = {
  oss: { algorithm: 'server-side-encryption', keyId: 'server-side-encryption-key-id' },
  s3: { algorithm: 'server-side-encryption', keyId: 'server-side-encryption-aws-kms-key-id' },
} as const satisfies Readonly<Record<StoreKind, object>>;
const dataName = 'server-side-data-encryption';

/** The encryption that the head of a request asks for; null for none. */
export function encryptionOf(call: Call): EncryptionRecord | null {
  const { kind, prefix } = call.dialect;
  const name = dialectHeader(call, names[kind].algorithm);
  const keyId = dialectHeader(call, names[kind].keyId) ?? null;
  const data = kind === 'oss' ? (dialectHeader(call, dataName) ?? null) : null;
  const algorithm = name === undefined ? null : algorithms[kind].get(name);
  if (algorithm === undefined || (data !== null && data !== 'SM4')) {
    throw refuse('InvalidEncryptionAlgorithmError');
  }
  if (algorithm !== 'KMS' && (keyId !== null || data !== null)) {
    const header = `${prefix}${keyId === null ? dataName : names[kind].keyId}`;
    throw refuseArgument(header, keyId ?? data ?? '', 'It can only be given with encryption by KMS.');
  }
  return algorithm === null ? null : { algorithm, keyId, data };
}

/** Parts are encrypted as their upload is, and may not ask for an algorithm of their own; ali-oss sends the key along. */
export function checkPartEncryption(call: Call): void {
  const header = `${call.dialect.prefix}${names[call.dialect.kind].algorithm}`;
  const value = call.request.headers[header];
  if (value !== undefined)
    throw refuseArgument(header, value, `${header} is not supported for this operation.`);
}

/** What an answer says of an object's encryption, in the words of a service; nothing when that has no word for it. */
export function encryptionHeaders(kind: StoreKind, record: EncryptionRecord | null): Record<string, string> {
  const [name] = [...algorithms[kind]].find(([, algorithm]) => algorithm === record?.algorithm) ?? [];
  if (record === null || name === undefined) return {};
  const prefix = kind === 'oss' ? 'x-oss-' : 'x-amz-';
  return {
    [`${prefix}${names[kind].algorithm}`]: name,
    ...(record.keyId === null ? {} : { [`${prefix}${names[kind].keyId}`]: record.keyId }),
    ...(record.data === null || kind === 's3' ? {} : { [`${prefix}${dataName}`]: record.data }),
  };
}

/** ETag of bytes that came in one piece: their MD5, but for an object whose encryption makes it opaque. */
export function etagOf(md5: string, record: EncryptionRecord | null): string {
  if (record === null || record.algorithm === 'AES256') return md5;
  return createHash('md5').update(`${record.algorithm} ${md5}`).digest('hex');
}
