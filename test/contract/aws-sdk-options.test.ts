import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type ObjectCannedACL,
  PutObjectCommand,
  S3Client,
  type StorageClass,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../main/model/digest.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';
import { sampleBytes } from '../support/sample-bytes.ts';

const mib = 1024 * 1024;
const Bucket = testBucket;
let bucket: LocalBucket;
let s3: S3Client;

beforeAll(async () => {
  bucket = await startLocalBucket();
  s3 = new S3Client({
    region: 'us-east-1',
    endpoint: bucket.server.url,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.accessKeySecret },
  });
});

afterAll(async () => {
  s3.destroy();
  await bucket.close();
});

const described = {
  ContentType: 'text/css',
  CacheControl: 'max-age=60',
  ContentDisposition: 'attachment; filename="a.txt"',
  ContentEncoding: 'identity',
  ContentLanguage: 'zh-CN',
  Metadata: { author: 'alice', mtime: '1700000000.25' },
};
const options = {
  ...described,
  Expires: new Date('2031-01-02T03:04:05Z'),
  StorageClass: 'STANDARD_IA' as StorageClass,
  ACL: 'public-read' as ObjectCannedACL,
  Tagging: 'a=1&b%20c=%26',
};

test('what is said of an object is read back, after a put and after an upload by parts', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'put', Body: 'hello', ...options }));
  const params = { Bucket, Key: 'parts', Body: sampleBytes(6 * mib), ...options };
  await new Upload({ client: s3, params, partSize: 5 * mib }).done();
  for (const Key of ['put', 'parts']) {
    const expected = {
      ...described,
      StorageClass: 'STANDARD_IA',
      ExpiresString: options.Expires.toUTCString(),
    };
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject(expected);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    await got.Body?.transformToByteArray();
    expect(got).toMatchObject({ ...expected, TagCount: 2 });
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b c', Value: '&' },
    ]);
    const { Grants } = await s3.send(new GetObjectAclCommand({ Bucket, Key }));
    expect(Grants?.map(grant => grant.Permission)).toEqual(['FULL_CONTROL', 'READ']);
  }
});

test('encryption by AES256 leaves the ETag an MD5', async () => {
  const put = await s3.send(
    new PutObjectCommand({ Bucket, Key: 'aes', Body: 'hello', ServerSideEncryption: 'AES256' }),
  );
  expect([put.ServerSideEncryption, put.ETag]).toEqual([
    'AES256',
    `"${createHash('md5').update('hello').digest('hex')}"`,
  ]);
});

test('encryption by a key is told everywhere, and the checksum is what proves the bytes', async () => {
  const encryption = {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:us-east-1:1:key/k',
  } as const;
  const bytes = sampleBytes(5 * mib + 1);
  const Key = 'kms';
  const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ...encryption }));
  expect(put).toMatchObject(encryption);
  expect(put.ETag).not.toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  expect(put.ChecksumCRC32).toBe(Buffer.from(await digestOf('crc32', bytes), 'hex').toString('base64'));
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject(encryption);

  const begun = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC64NVME', ...encryption }),
  );
  expect(begun).toMatchObject(encryption);
  const { UploadId } = begun;
  const Parts = [];
  for (const [index, Body] of [bytes.subarray(0, 5 * mib), bytes.subarray(5 * mib)].entries()) {
    const PartNumber = index + 1;
    const sent = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm: 'CRC64NVME' }),
    );
    Parts.push({ PartNumber, ETag: sent.ETag, ChecksumCRC64NVME: sent.ChecksumCRC64NVME });
  }
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(listed.Parts?.map(part => part.ETag)).toEqual(Parts.map(part => part.ETag));
  const done = await s3.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
  expect(done).toMatchObject(encryption);
  expect(done.ChecksumCRC64NVME).toBe(
    Buffer.from(await digestOf('crc64nvme', bytes), 'hex').toString('base64'),
  );
});

test('is told what is wrong with its tags and its encryption', async () => {
  const put = (more: object) =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'wrong', Body: 'hello', ...more }));
  await expect(put({ Tagging: 'a=1&a=2' })).rejects.toMatchObject({ name: 'InvalidTag' });
  await expect(put({ ServerSideEncryption: 'DES' })).rejects.toMatchObject({
    name: 'InvalidEncryptionAlgorithmError',
  });
  await expect(put({ ServerSideEncryption: 'AES256', SSEKMSKeyId: 'k' })).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'wrong' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
});
