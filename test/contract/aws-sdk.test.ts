import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf } from '../../main/model/digest.ts';
import { presignS3 } from '../../main/remote/sign-s3.ts';
import { encodeKey, encodeQuery } from '../../main/remote/uri.ts';
import {
  type LocalBucket,
  startLocalBucket,
  testBucket,
  testKey,
  testToken,
} from '../support/local-bucket.ts';
import { expectSameBytes, sampleBytes } from '../support/sample-bytes.ts';

const mib = 1024 * 1024;
let bucket: LocalBucket;
let s3: S3Client;

beforeAll(async () => {
  bucket = await startLocalBucket();
  s3 = connect();
});

afterAll(async () => {
  s3.destroy();
  await bucket.close();
});

function connect(options: ConstructorParameters<typeof S3Client>[0] = {}): S3Client {
  return new S3Client({
    region: 'us-east-1',
    endpoint: bucket.server.url,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.accessKeySecret },
    ...options,
  });
}

const Bucket = testBucket;

async function base64Of(algorithm: 'crc32' | 'crc32c' | 'crc64nvme', bytes: Buffer): Promise<string> {
  return Buffer.from(await digestOf(algorithm, bytes), 'hex').toString('base64');
}

async function bytesOf(Key: string, Range?: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

test('puts and gets with the default checksum, which the client verifies', async () => {
  const Key = "目录/a b+c(1)!*'?#%.txt";
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: 'hello s3',
      ContentType: 'text/plain',
      Metadata: { author: 'alice' },
    }),
  );
  expect(put.ETag).toBe(`"${createHash('md5').update('hello s3').digest('hex')}"`);
  expect([put.ChecksumCRC32, put.ChecksumType]).toEqual([
    await base64Of('crc32', Buffer.from('hello s3')),
    'FULL_OBJECT',
  ]);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body?.transformToString()).toBe('hello s3');
  expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { author: 'alice' }, ContentLength: 8 });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  expect(head.ChecksumCRC32).toBe(put.ChecksumCRC32);
});

test('streams of known length come as aws-chunked with a trailing checksum', async () => {
  const bytes = sampleBytes(3 * mib + 5);
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'streamed',
      Body: Readable.from([bytes.subarray(0, mib), bytes.subarray(mib)]),
      ContentLength: bytes.length,
      ContentEncoding: 'gzip',
    }),
  );
  expect(put.ChecksumCRC32).toBe(await base64Of('crc32', bytes));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'streamed' }));
  expect([head.ContentLength, head.ContentEncoding]).toEqual([bytes.length, 'gzip']);
  expectSameBytes(await bytesOf('streamed'), bytes);
});

test.each(['CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
  'stores and returns %s',
  async ChecksumAlgorithm => {
    const Key = `checksum/${ChecksumAlgorithm}`;
    const name = `Checksum${ChecksumAlgorithm}` as const;
    const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello s3', ChecksumAlgorithm }));
    expect(put[name]).toBeTypeOf('string');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect([head[name], head.ChecksumType]).toEqual([put[name], 'FULL_OBJECT']);
  },
);

test('a checksum that does not fit is refused and leaves nothing', async () => {
  const wrong = new PutObjectCommand({ Bucket, Key: 'wrong', Body: 'hello s3', ChecksumCRC32: 'AAAAAA==' });
  await expect(s3.send(wrong)).rejects.toMatchObject({ name: 'BadDigest' });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'wrong' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
});

test('without any checksum the server keeps CRC64NVME', async () => {
  const plain = connect({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  const put = await plain.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: '123456789' }));
  plain.destroy();
  expect(put.ChecksumCRC64NVME).toBe('rosUhgp5mIg=');
});

test('lib-storage uploads a stream by parts', async () => {
  const bytes = sampleBytes(12 * mib + 3);
  const upload = new Upload({
    client: s3,
    params: { Bucket, Key: 'upload', Body: Readable.from([bytes]) },
    partSize: 5 * mib,
    queueSize: 2,
  });
  const done = await upload.done();
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
  expectSameBytes(await bytesOf('upload'), bytes);
  expectSameBytes(
    await bytesOf('upload', `bytes=${5 * mib - 2}-${5 * mib + 1}`),
    bytes.subarray(5 * mib - 2, 5 * mib + 2),
  );
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'upload', ChecksumMode: 'ENABLED' }));
  expect(head.ChecksumType).toBe('COMPOSITE');
  expect(head.ChecksumCRC32).toMatch(/^.{8}-3$/);
});

test.each(['CRC64NVME', 'CRC32', 'CRC32C'] as const)(
  'proves an upload by parts with %s of the whole',
  async ChecksumAlgorithm => {
    const Key = `full/${ChecksumAlgorithm}`;
    const algorithm = ChecksumAlgorithm.toLowerCase() as 'crc32' | 'crc32c' | 'crc64nvme';
    const name = `Checksum${ChecksumAlgorithm}` as const;
    const bytes = sampleBytes(6 * mib + 1);
    const begun = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm, ChecksumType: 'FULL_OBJECT' }),
    );
    expect([begun.ChecksumAlgorithm, begun.ChecksumType]).toEqual([ChecksumAlgorithm, 'FULL_OBJECT']);
    const { UploadId } = begun;
    const slices = [bytes.subarray(0, 5 * mib), bytes.subarray(5 * mib)];
    const parts: CompletedPart[] = [];
    for (const [index, Body] of slices.entries()) {
      const PartNumber = index + 1;
      const sent = await s3.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm }),
      );
      expect(sent[name]).toBe(await base64Of(algorithm, Body));
      parts.push({ PartNumber, ETag: sent.ETag, [name]: sent[name] });
    }
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed.Parts?.map(part => part[name])).toEqual(parts.map(part => part[name]));
    const whole = await base64Of(algorithm, bytes);
    const complete = (value: string) =>
      s3.send(
        new CompleteMultipartUploadCommand({
          Bucket,
          Key,
          UploadId,
          MultipartUpload: { Parts: parts },
          [name]: value,
          ChecksumType: 'FULL_OBJECT',
          MpuObjectSize: bytes.length,
        }),
      );
    await expect(complete(await base64Of(algorithm, slices[0] as Buffer))).rejects.toMatchObject({
      name: 'BadDigest',
    });
    const done = await complete(whole);
    expect([done[name], done.ChecksumType]).toEqual([whole, 'FULL_OBJECT']);
    expectSameBytes(await bytesOf(Key), bytes);
  },
);

test('pages through parts and uploads', async () => {
  const keys = ['u/a', 'u/b', 'u/c'];
  const ids = [];
  for (const Key of keys)
    ids.push((await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId);
  const [UploadId] = ids;
  for (const PartNumber of [1, 2, 5]) {
    await s3.send(
      new UploadPartCommand({ Bucket, Key: 'u/a', UploadId, PartNumber, Body: 'x'.repeat(PartNumber) }),
    );
  }
  const first = await s3.send(new ListPartsCommand({ Bucket, Key: 'u/a', UploadId, MaxParts: 2 }));
  expect([first.IsTruncated, first.NextPartNumberMarker, first.Parts?.length]).toEqual([true, '2', 2]);
  const second = await s3.send(
    new ListPartsCommand({ Bucket, Key: 'u/a', UploadId, PartNumberMarker: first.NextPartNumberMarker }),
  );
  expect(second.Parts?.map(part => [part.PartNumber, part.Size])).toEqual([[5, 5]]);
  const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'u/', MaxUploads: 2 }));
  expect(page.Uploads?.map(upload => upload.Key)).toEqual(['u/a', 'u/b']);
  const rest = await s3.send(
    new ListMultipartUploadsCommand({
      Bucket,
      Prefix: 'u/',
      KeyMarker: page.NextKeyMarker,
      UploadIdMarker: page.NextUploadIdMarker,
    }),
  );
  expect(rest.Uploads?.map(upload => upload.Key)).toEqual(['u/c']);
  for (const [index, Key] of keys.entries()) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: ids[index] }));
  }
  await expect(s3.send(new ListPartsCommand({ Bucket, Key: 'u/a', UploadId }))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  });
});

test('completing needs parts of 5 MiB', async () => {
  const Key = 'small-parts';
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC32' }),
  );
  const Parts = [];
  for (const PartNumber of [1, 2]) {
    const sent = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'tiny', ChecksumAlgorithm: 'CRC32' }),
    );
    Parts.push({ PartNumber, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 });
  }
  const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
  await expect(s3.send(complete)).rejects.toMatchObject({ name: 'EntityTooSmall' });
});

test('lists 2,500 keys over pages and deletes them', async () => {
  const keys = Array.from({ length: 2500 }, (_, number) => `many/${String(number).padStart(4, '0')} é&<`);
  for (let from = 0; from < keys.length; from += 40) {
    const some = keys.slice(from, from + 40);
    await Promise.all(some.map(Key => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
  }
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'many/', ContinuationToken: token }),
    );
    found.push(...(page.Contents ?? []).map(object => object.Key ?? ''));
    token = page.NextContinuationToken;
  } while (token);
  expect(found).toEqual(keys);
  for (let from = 0; from < keys.length; from += 1000) {
    const Objects = keys.slice(from, from + 1000).map(Key => ({ Key }));
    const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(deleted.Deleted?.length).toBe(Objects.length);
  }
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }))).KeyCount).toBe(0);
});

test('groups keys by a delimiter and starts after one', async () => {
  for (const Key of ['g/a', 'g/b/1', 'g/b/2', 'g/c'])
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'g/', Delimiter: '/' }));
  expect(page.Contents?.map(object => object.Key)).toEqual(['g/a', 'g/c']);
  expect(page.CommonPrefixes).toEqual([{ Prefix: 'g/b/' }]);
  const rest = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'g/', StartAfter: 'g/b/1' }));
  expect(rest.Contents?.map(object => object.Key)).toEqual(['g/b/2', 'g/c']);
});

test('copies, and copies by parts', async () => {
  const bytes = sampleBytes(6 * mib);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'copy/源', Body: bytes, Metadata: { a: '1' } }));
  const CopySource = `${Bucket}/${encodeKey('copy/源')}`;
  const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy/to', CopySource }));
  expect(copied.CopyObjectResult?.ChecksumCRC32).toBe(await base64Of('crc32', bytes));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy/to' }));
  expect([head.ContentLength, head.Metadata]).toEqual([bytes.length, { a: '1' }]);
  const mismatch = new CopyObjectCommand({ Bucket, Key: 'copy/no', CopySource, CopySourceIfMatch: '"0"' });
  await expect(s3.send(mismatch)).rejects.toMatchObject({ name: 'PreconditionFailed' });

  const Key = 'copy/parts';
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC32' }),
  );
  const Parts = [];
  for (const [index, CopySourceRange] of [
    `bytes=0-${5 * mib - 1}`,
    `bytes=${5 * mib}-${6 * mib - 1}`,
  ].entries()) {
    const PartNumber = index + 1;
    const { CopyPartResult } = await s3.send(
      new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange }),
    );
    Parts.push({ PartNumber, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 });
  }
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'copy/源' }));
  expectSameBytes(await bytesOf(Key), bytes);
  const again = await s3.send(
    new CopyObjectCommand({ Bucket, Key: 'copy/back', CopySource: `${Bucket}/${Key}` }),
  );
  expect(again.CopyObjectResult?.ETag).toBe(`"${createHash('md5').update(bytes).digest('hex')}"`);
  expect(again.CopyObjectResult?.ChecksumCRC32).toBe(await base64Of('crc32', bytes));
});

test('writes only under its conditions', async () => {
  const put = (condition: { IfNoneMatch?: string; IfMatch?: string }, Key = 'conditional') =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...condition }));
  const { ETag } = await put({ IfNoneMatch: '*' });
  await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await put({ IfMatch: ETag ?? '' });
  await expect(put({ IfMatch: '"0"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put({ IfMatch: '"0"' }, 'nothing-there')).rejects.toMatchObject({ name: 'NoSuchKey' });
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key: 'conditional', ChecksumAlgorithm: 'CRC32' }),
  );
  const sent = await s3.send(
    new UploadPartCommand({
      Bucket,
      Key: 'conditional',
      UploadId,
      PartNumber: 1,
      Body: 'y',
      ChecksumAlgorithm: 'CRC32',
    }),
  );
  const Parts = [{ PartNumber: 1, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 }];
  const complete = new CompleteMultipartUploadCommand({
    Bucket,
    Key: 'conditional',
    UploadId,
    MultipartUpload: { Parts },
    IfNoneMatch: '*',
  });
  await expect(s3.send(complete)).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('reads only under its conditions, and ranges by the standard', async () => {
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'read', Body: 'hello' }));
  await expect(
    s3.send(new GetObjectCommand({ Bucket, Key: 'read', IfNoneMatch: ETag })),
  ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'read', IfMatch: '"0"' }))).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  expect((await bytesOf('read', 'bytes=-2')).toString()).toBe('lo');
  await expect(bytesOf('read', 'bytes=9-10')).rejects.toMatchObject({ name: 'InvalidRange' });
});

test('a URL signed beforehand works without a key', async () => {
  const key = 'url/报告 1.txt';
  const host = `${bucket.server.host}:${bucket.server.port}`;
  const path = `/${testBucket}/${encodeKey(key)}`;
  const urlFor = (method: string) => {
    const request = { method, path, query: [], headers: { host } };
    const query = presignS3(request, { ...testKey, region: 'us-east-1' }, Date.now(), 60);
    return `${bucket.server.url}${path}?${encodeQuery(query)}`;
  };
  const put = await fetch(urlFor('PUT'), { method: 'PUT', body: 'hello s3' });
  expect(put.status).toBe(200);
  expect(await (await fetch(urlFor('GET'))).text()).toBe('hello s3');
  const other = await fetch(urlFor('GET').replace('1.txt', '2.txt'));
  expect([other.status, await other.text()]).toEqual([
    403,
    expect.stringContaining('<Code>SignatureDoesNotMatch</Code>'),
  ]);
});

test('is told what is wrong with its keys and its region', async () => {
  const list = new ListObjectsV2Command({ Bucket });
  const failsWith = async (options: ConstructorParameters<typeof S3Client>[0], name: string) => {
    const client = connect(options);
    await expect(client.send(list)).rejects.toMatchObject({ name });
    client.destroy();
  };
  const { accessKeyId, accessKeySecret: secretAccessKey } = testKey;
  await failsWith({ credentials: { accessKeyId, secretAccessKey: 'wrong' } }, 'SignatureDoesNotMatch');
  await failsWith({ credentials: { accessKeyId: 'nobody', secretAccessKey } }, 'InvalidAccessKeyId');
  await failsWith({ region: 'eu-west-1' }, 'AuthorizationHeaderMalformed');
  const temporary = { accessKeyId: testToken.accessKeyId, secretAccessKey: testToken.accessKeySecret };
  await failsWith({ credentials: { ...temporary, sessionToken: 'wrong' } }, 'InvalidToken');
  const client = connect({ credentials: { ...temporary, sessionToken: testToken.securityToken ?? '' } });
  await client.send(list);
  client.destroy();
});

test('manages buckets', async () => {
  const name = 'other.bucket';
  await s3.send(new CreateBucketCommand({ Bucket: name }));
  await s3.send(new HeadBucketCommand({ Bucket: name }));
  expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(found => found.Name)).toContain(name);
  await s3.send(new GetBucketLocationCommand({ Bucket: name }));
  await s3.send(new PutObjectCommand({ Bucket: name, Key: 'x', Body: 'x' }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket: name }))).rejects.toMatchObject({
    name: 'BucketNotEmpty',
  });
  await s3.send(new DeleteObjectCommand({ Bucket: name, Key: 'x' }));
  await s3.send(new DeleteBucketCommand({ Bucket: name }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: name }))).rejects.toMatchObject({ name: 'NotFound' });
  await expect(s3.send(new ListObjectsV2Command({ Bucket: name }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});
