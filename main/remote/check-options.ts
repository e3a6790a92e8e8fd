import { problem } from '../base/said.ts';
import type { ObjectOptions, StoreKind } from '../model/target.ts';
import { checkCallback } from './callback.ts';
import { encodeMeta } from './header-text.ts';
import { invalidOption, shown, unsupportedOption } from './option-error.ts';
import { isMetaName } from './option-headers.ts';
import { checkStorageClass } from './storage-class.ts';
import { parseHttpTime } from './timestamp.ts';

/** Bytes of all metadata together, names and encoded values; limits of the services. */
const maxMetaBytes: Readonly<Record<StoreKind, number>> = { oss: 8 * 1024, s3: 2 * 1024 };
/** What the metadata `mtime` takes at most: its name, and seconds with nine decimals. */
const mtimeBytes = 'mtime'.length + '-00000000000.000000000'.length;

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
/** Characters of tags. Those of OSS are ASCII; S3 takes letters and digits of every script. */
const tagText: Readonly<Record<StoreKind, RegExp>> = {
  oss: /^[A-Za-z0-9 +=._:/-]*$/,
  s3: /^[\p{L}\p{Z}\p{N}+=._:/@-]*$/u,
};
/** Bits per second. */
const trafficLimits = { least: 819_200, most: 838_860_800 };

/**
 * Throws for options that the store would refuse, or take in another sense, before anything is sent:
 * `options.unsupported` for what it lacks, `options.invalid` for a value that can't be. The fact `option` is the name on
 * the command line without dashes.
 */
export function checkOptions(
  kind: StoreKind,
  options: ObjectOptions,
  call: 'upload' | 'append' = 'upload',
): void {
  checkHeaders(options);
  checkMeta(kind, options);
  const { storageClass } = options;
  if (storageClass !== undefined) checkStorageClass(kind, storageClass, call);
  checkAcl(kind, options);
  checkEncryption(kind, options);
  checkTags(kind, options);
  checkTrafficLimit(kind, options);
  checkIfMatch(options, call);
  const { callback } = options;
  if (callback === undefined) return;
  if (kind === 's3') throw unsupportedOption('callback-url', problem('callback.onS3'));
  if (call === 'append') throw unsupportedOption('callback-url', problem('callback.afterAppend'));
  checkCallback(callback);
}

/** Anything else than printable ASCII would change on the way, and with it what is signed. */
function checkHeaders(options: ObjectOptions): void {
  checkHeader('content-type', options.contentType);
  checkHeader('cache-control', options.cacheControl);
  checkHeader('content-disposition', options.contentDisposition, 'option.asciiName');
  checkHeader('content-encoding', options.contentEncoding);
  checkHeader('content-language', options.contentLanguage);
  const { expires } = options;
  if (expires !== undefined && parseHttpTime(expires) === null) {
    throw invalidOption('expires', problem('option.httpDate'));
  }
}

function checkHeader(
  option: string,
  value: string | undefined,
  notAscii: 'option.ascii' | 'option.asciiName' = 'option.ascii',
): void {
  if (value === undefined) return;
  if (value === '') throw invalidOption(option, problem('option.empty'));
  if (!/^[\x20-\x7e]*$/.test(value)) throw invalidOption(option, problem(notAscii));
  if (value.trim() !== value) throw invalidOption(option, problem('option.blanks'));
}

function checkMeta(kind: StoreKind, { meta = {}, keepsMtime }: ObjectOptions): void {
  let bytes = keepsMtime && meta['mtime'] === undefined ? mtimeBytes : 0;
  for (const [name, value] of Object.entries(meta)) {
    if (!isMetaName(name)) {
      throw invalidOption('meta', problem('option.metaName', { name: shown(name) }));
    }
    bytes += name.length + encodeMeta(value).length;
  }
  const most = maxMetaBytes[kind];
  if (bytes > most) {
    throw invalidOption('meta', problem('option.metaSize', { bytes, most }));
  }
}

function checkAcl(kind: StoreKind, { acl }: ObjectOptions): void {
  if (acl === undefined || acls[kind].includes(acl)) return;
  throw invalidOption('acl', problem('option.acl', { acl: shown(acl), known: acls[kind].join(', ') }));
}

function checkEncryption(kind: StoreKind, { encryption }: ObjectOptions): void {
  if (encryption === undefined) return;
  const { algorithm, keyId } = encryption;
  if (kind === 's3' && algorithm === 'SM4') throw unsupportedOption('encryption', problem('option.sm4'));
  if (keyId !== undefined && algorithm !== 'KMS') {
    throw invalidOption('kms-key-id', problem('option.kmsOnly', { algorithm }));
  }
  checkHeader('kms-key-id', keyId);
}

function checkTags(kind: StoreKind, { tags = {} }: ObjectOptions): void {
  const entries = Object.entries(tags);
  if (entries.length > 10) throw invalidOption('tag', problem('option.tags', { tags: entries.length }));
  for (const [name, value] of entries) {
    const length = [...name].length;
    if (length < 1 || length > 128) throw invalidOption('tag', problem('option.tagName'));
    if ([...value].length > 256) {
      throw invalidOption('tag', problem('option.tagValue', { name: shown(name) }));
    }
    if (!tagText[kind].test(name) || !tagText[kind].test(value)) {
      const letters = kind === 'oss' ? 'option.tagLettersOss' : 'option.tagLettersS3';
      throw invalidOption('tag', problem(letters, { name: shown(name) }));
    }
    if (kind === 's3' && /^aws:/i.test(name)) throw invalidOption('tag', problem('option.tagAws'));
  }
}

function checkTrafficLimit(kind: StoreKind, { trafficLimit }: ObjectOptions): void {
  if (trafficLimit === undefined) return;
  if (kind === 's3') throw unsupportedOption('traffic-limit', problem('option.trafficOnS3'));
  const { least, most } = trafficLimits;
  if (Number.isInteger(trafficLimit) && trafficLimit >= least && trafficLimit <= most) return;
  throw invalidOption('traffic-limit', problem('option.trafficLimit', { least, most }));
}

function checkIfMatch({ ifMatch, forbidOverwrite }: ObjectOptions, call: 'upload' | 'append'): void {
  if (ifMatch === undefined) return;
  checkHeader('if-match', ifMatch);
  if (/["*]/.test(ifMatch)) throw invalidOption('if-match', problem('option.etagQuotes'));
  if (forbidOverwrite) {
    throw invalidOption('if-match', problem('option.matchForbids'));
  }
  if (call === 'append') throw unsupportedOption('if-match', problem('option.matchOnAppend'));
}
