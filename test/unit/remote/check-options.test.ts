import { describe, expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import type { ObjectOptions, StoreKind } from '../../../main/model/target.ts';
import { checkOptions } from '../../../main/remote/check-options.ts';
import { problemIn } from '../../support/english.ts';

/** `code option: problem` of what is refused; null for what passes. */
function verdict(kind: StoreKind, options: ObjectOptions, call?: 'upload' | 'append'): string | null {
  try {
    checkOptions(kind, options, call);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return `${thrown.code} ${thrown.facts['option']}: ${problemIn(thrown)}`;
  }
}

const both = ['oss', 's3'] as const;
const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, 'v']));

describe('the options of an object, before anything is sent', () => {
  test.each<ObjectOptions>([
    {},
    { contentType: 'text/html; charset=utf-8' },
    { cacheControl: 'max-age=3600', contentEncoding: 'gzip', contentLanguage: 'zh-CN' },
    { contentDisposition: "attachment; filename*=UTF-8''%E6%8A%A5" },
    { expires: 'Thu, 02 Jan 2025 03:04:05 GMT' },
    { meta: { name: '报告', 'a-1': '' }, keepsMtime: true },
    { acl: 'public-read', forbidOverwrite: true },
    { ifMatch: '9B1C7D-3' },
    { encryption: { algorithm: 'AES256' } },
    { encryption: { algorithm: 'KMS' } },
    { encryption: { algorithm: 'KMS', keyId: '9468da86-3509-4f8d-a61e-6eab1eac****' } },
    { tags: tags(10) },
    { tags: { ['k'.repeat(128)]: 'v'.repeat(256), 'a b+-=._:/': '' } },
  ])('pass on both stores when they are right (%#)', options => {
    for (const kind of both) expect(verdict(kind, options)).toBeNull();
  });

  test.each<readonly [ObjectOptions, string]>([
    [{ contentType: 'text/报告' }, 'content-type: only printable ASCII characters can be sent'],
    [{ contentType: 'text/plain\r\nx-oss-acl: public-read' }, 'content-type: only printable ASCII'],
    [{ contentType: '' }, 'content-type: it is empty'],
    [{ cacheControl: ' no-cache' }, 'cache-control: it begins or ends with a blank'],
    [
      { contentDisposition: 'attachment; filename="报告.pdf"' },
      "content-disposition: only printable ASCII characters can be sent; other letters of a file name are written as filename*=UTF-8''",
    ],
    [{ contentEncoding: 'gzip\u0000' }, 'content-encoding: only'],
    [{ contentLanguage: '中文' }, 'content-language: only'],
    [{ expires: '2025-01-02' }, 'expires: it is not an HTTP date'],
    [{ expires: 'Fri, 02 Jan 2025 03:04:05 GMT' }, 'expires: it is not an HTTP date'],
    [{ meta: { Name: 'x' } }, 'meta: "Name" is no name'],
    [{ meta: { a_b: 'x' } }, 'meta: "a_b" is no name'],
    [{ acl: 'everybody' }, 'acl: "everybody" is none of'],
    [{ encryption: { algorithm: 'AES256', keyId: 'k' } }, 'kms-key-id: a key is chosen with KMS only'],
    [{ encryption: { algorithm: 'KMS', keyId: '' } }, 'kms-key-id: it is empty'],
    [{ ifMatch: '' }, 'if-match: it is empty'],
    [{ ifMatch: '"abc"' }, 'if-match: an ETag is given without quotes'],
    [{ ifMatch: '*' }, 'if-match: an ETag is given without quotes'],
    [
      { ifMatch: 'abc', forbidOverwrite: true },
      'if-match: an object that is to be replaced cannot be kept from being overwritten',
    ],
    [{ tags: tags(11) }, 'tag: an object has at most 10 tags, not 11'],
    [{ tags: { '': 'v' } }, 'tag: the name of a tag has 1 to 128 characters'],
    [{ tags: { ['k'.repeat(129)]: 'v' } }, 'tag: the name of a tag has 1 to 128 characters'],
    [{ tags: { k: 'v'.repeat(257) } }, 'tag: the value of "k" is longer than 256 characters'],
    [{ tags: { k: 'a&b' } }, 'tag: "k" or its value has other characters than'],
  ])('are refused on both stores when they cannot be (%#)', (options, said) => {
    for (const kind of both) expect(verdict(kind, options)).toContain(`options.invalid ${said}`);
  });

  test.each<readonly [StoreKind, ObjectOptions, string | null]>([
    ['oss', { storageClass: 'DeepColdArchive' }, null],
    ['oss', { storageClass: 'Warm' }, 'options.invalid storage-class: "Warm" is none of Standard, IA'],
    ['s3', { storageClass: 'STANDARD_IA' }, null],
    ['s3', { storageClass: 'WARM_2' }, null],
    ['s3', { storageClass: 'x'.repeat(65) }, 'options.invalid storage-class'],
    ['s3', { storageClass: 'A B' }, 'options.invalid storage-class'],
    ['oss', { acl: 'default' }, null],
    ['s3', { acl: 'default' }, 'options.invalid acl'],
    ['s3', { acl: 'bucket-owner-full-control' }, null],
    ['oss', { acl: 'bucket-owner-full-control' }, 'options.invalid acl'],
    ['oss', { encryption: { algorithm: 'SM4' } }, null],
    ['s3', { encryption: { algorithm: 'SM4' } }, 'options.unsupported encryption: S3 has no SM4'],
    ['oss', { tags: { 部门: 'a' } }, 'options.invalid tag'],
    ['s3', { tags: { 部门: '研发@1' } }, null],
    ['s3', { tags: { 'aws:x': 'a' } }, 'options.invalid tag: names that begin with aws:'],
    ['oss', { tags: { 'aws:x': 'a' } }, null],
    ['oss', { trafficLimit: 819_200 }, null],
    ['oss', { trafficLimit: 838_860_800 }, null],
    ['oss', { trafficLimit: 819_199 }, 'options.invalid traffic-limit'],
    ['oss', { trafficLimit: 838_860_801 }, 'options.invalid traffic-limit'],
    ['oss', { trafficLimit: 900_000.5 }, 'options.invalid traffic-limit'],
    ['oss', { trafficLimit: Number.NaN }, 'options.invalid traffic-limit'],
    ['s3', { trafficLimit: 819_200 }, 'options.unsupported traffic-limit'],
    ['oss', { meta: { a: 'x'.repeat(8191) } }, null],
    ['oss', { meta: { a: 'x'.repeat(8192) } }, 'options.invalid meta'],
    ['s3', { meta: { a: 'x'.repeat(2047) } }, null],
    ['s3', { meta: { a: 'x'.repeat(2047) }, keepsMtime: true }, 'options.invalid meta'],
    ['s3', { meta: { a: '报'.repeat(228) } }, 'options.invalid meta: names and values take 2053 bytes'],
  ])('follow the rules of each store (%#: %s %o)', (kind, options, said) => {
    if (said === null) expect(verdict(kind, options)).toBeNull();
    else expect(verdict(kind, options)).toContain(said);
  });

  test.each<readonly [StoreKind, string, string]>([
    ['s3', 'Standard', 'a class of OSS; S3 calls it STANDARD'],
    ['s3', 'IA', 'a class of OSS; S3 calls it STANDARD_IA'],
    ['s3', 'Archive', 'a class of OSS; of S3 GLACIER comes closest'],
    ['s3', 'ColdArchive', 'a class of OSS; of S3 GLACIER comes closest'],
    ['s3', 'DeepColdArchive', 'a class of OSS; of S3 DEEP_ARCHIVE comes closest'],
    ['oss', 'STANDARD', 'a class of S3; OSS calls it Standard'],
    ['oss', 'STANDARD_IA', 'a class of S3; OSS calls it IA'],
    [
      'oss',
      'GLACIER',
      'a class of S3; classes of OSS are Standard, IA, Archive, ColdArchive, DeepColdArchive',
    ],
    ['oss', 'INTELLIGENT_TIERING', 'a class of S3; classes of OSS are Standard, IA,'],
  ])('%s refuses the storage class %s, which is one of the other', (kind, storageClass, said) => {
    expect(verdict(kind, { storageClass })).toContain(
      `options.unsupported storage-class: "${storageClass}" is ${said}`,
    );
  });

  test.each<readonly [StoreKind, string, string]>([
    ['oss', 'ia', 'IA'],
    ['oss', 'coldarchive', 'ColdArchive'],
    ['s3', 'standard_ia', 'STANDARD_IA'],
    ['s3', 'Glacier', 'GLACIER'],
  ])('%s writes the storage class %s in another way', (kind, storageClass, right) => {
    expect(verdict(kind, { storageClass })).toBe(
      `options.invalid storage-class: "${storageClass}" is written ${right}`,
    );
  });

  /** Of Google, Huawei, Tencent, Yandex and Ceph, whose operators choose names themselves. */
  test.each(['NEARLINE', 'ARCHIVE', 'WARM', 'COLD_ARCHIVE', 'ICE', 'cold-hdd', 'COLD_IA'])(
    'a store like S3 may have the class %s',
    storageClass => {
      expect(verdict('s3', { storageClass })).toBeNull();
      expect(verdict('oss', { storageClass })).toContain('options.invalid storage-class');
    },
  );

  test('a callback is for uploads to OSS only', () => {
    const callback = {
      urls: ['https://example.com/'],
      body: 'a',
      bodyType: 'application/x-www-form-urlencoded',
      variables: {},
    } as const;
    expect(verdict('oss', { callback })).toBeNull();
    expect(verdict('oss', { callback: { ...callback, body: '' } })).toContain(
      'options.invalid callback-body',
    );
    expect(verdict('oss', { callback }, 'append')).toContain('options.unsupported callback-url');
    expect(verdict('s3', { callback })).toContain('options.unsupported callback-url');
  });

  test('appending is held to the length of the object, not to its ETag', () => {
    expect(verdict('oss', { ifMatch: 'abc' }, 'append')).toContain('options.unsupported if-match');
  });

  test('nothing is appended to cold objects', () => {
    expect(verdict('oss', { storageClass: 'IA' }, 'append')).toBeNull();
    expect(verdict('oss', { storageClass: 'ColdArchive' }, 'append')).toContain(
      'options.unsupported storage-class',
    );
  });

  test('a long value is shortened in the sentence', () => {
    expect(verdict('oss', { acl: 'x'.repeat(5000) })?.length).toBeLessThan(200);
  });
});
