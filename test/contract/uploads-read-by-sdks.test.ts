import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import OSS from 'ali-oss';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ObjectOptions, StoreKind } from '../../main/model/target.ts';
import { usualRoll } from '../../main/upload/append/roll-key.ts';
import { textSource } from '../../main/upload/stream/stream-source.ts';
import { testBucket, testKey } from '../support/local-bucket.ts';
import { createWorld, never, partSizes, type World } from '../support/world.ts';

const key = 'dir/报告 a+b.css';
const options: ObjectOptions = {
  contentType: 'text/css',
  cacheControl: 'max-age=60',
  contentDisposition: 'attachment; filename="a.css"',
  meta: { author: 'alice' },
};

/** How something goes up; answers the bytes that the key must hold afterwards. */
type Mode = (world: World, partSize: number) => Promise<Uint8Array>;

async function put(world: World, size: number, wish: Parameters<World['upload']>[2]): Promise<Buffer> {
  const { path, bytes } = world.file('source', size);
  const { state } = await world.upload(path, key, { options, ...wish });
  expect(state.at).toBe('done');
  return bytes;
}

async function pipe(world: World, bytes: Uint8Array, partSize: number): Promise<Uint8Array> {
  const engine = await world.engine();
  const source = {
    name: 'the test',
    size: null,
    async *open() {
      yield bytes;
    },
  };
  await engine.uploadStream(
    { access: world.access, key, options, source, partSize, threshold: partSize },
    never,
  );
  await engine.close();
  return bytes;
}

const modes: readonly (readonly [string, Mode])[] = [
  ['a file in one request', world => put(world, 5_000, {})],
  ['a large file in one request', (world, partSize) => put(world, 2 * partSize, { isSimple: true })],
  ['a file by parts', (world, partSize) => put(world, 2 * partSize + 17, { partSize, threshold: partSize })],
  ['an empty file', world => put(world, 0, {})],
  [
    'a file from an offset',
    async world => (await put(world, 5_000, { window: { offset: 1000 } })).subarray(1000),
  ],
  [
    'a text',
    async world => {
      const engine = await world.engine();
      const wish = { access: world.access, key, options, threshold: 1000 };
      await engine.uploadStream({ ...wish, source: textSource('用户 said "héllo"') }, never);
      await engine.close();
      return Buffer.from('用户 said "héllo"');
    },
  ],
  ['a short pipe', (world, partSize) => pipe(world, randomBytes(5_000), partSize)],
  ['a long pipe', (world, partSize) => pipe(world, randomBytes(2 * partSize + 17), partSize)],
];

const appending: readonly (readonly [string, Mode])[] = [
  [
    'appends',
    async world => {
      const { path, bytes } = world.file('source', 5_000);
      const engine = await world.engine();
      const append = () =>
        engine.append({ path, access: world.access, key, options, roll: usualRoll(key) }, () => {}, never);
      await append();
      const grown = Buffer.concat([bytes, randomBytes(3_000)]);
      writeFileSync(path, grown);
      await append();
      await engine.close();
      return grown;
    },
  ],
];

interface Seen {
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly cacheControl: string | undefined;
  readonly contentDisposition: string | undefined;
  readonly author: string | undefined;
}

async function readByAliOss(world: World): Promise<Seen> {
  const client = new OSS({
    // Of an address in numbers, ali-oss signs another request than it sends.
    endpoint: `http://localhost:${world.bucket.server.port}`,
    region: 'oss-cn-hangzhou',
    accessKeyId: testKey.accessKeyId,
    accessKeySecret: testKey.accessKeySecret,
    bucket: testBucket,
    sldEnable: true,
    authorizationV4: true,
  });
  const { content, res } = await client.get(key);
  const headers = res.headers as Record<string, string>;
  return {
    bytes: content,
    contentType: headers['content-type'],
    cacheControl: headers['cache-control'],
    contentDisposition: headers['content-disposition'],
    author: headers['x-oss-meta-author'],
  };
}

async function readByAwsSdk(world: World): Promise<Seen> {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: world.bucket.server.url,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.accessKeySecret },
  });
  onTestFinished(() => client.destroy());
  const answer = await client.send(new GetObjectCommand({ Bucket: testBucket, Key: key }));
  return {
    bytes: Buffer.from((await answer.Body?.transformToByteArray()) ?? []),
    contentType: answer.ContentType,
    cacheControl: answer.CacheControl,
    contentDisposition: answer.ContentDisposition,
    author: answer.Metadata?.['author'],
  };
}

const readers: readonly (readonly [StoreKind, string, (world: World) => Promise<Seen>])[] = [
  ['oss', 'ali-oss', readByAliOss],
  ['s3', 'the AWS SDK', readByAwsSdk],
];

describe.each(readers)('%s', (kind, reader, read) => {
  const all = kind === 'oss' ? [...modes, ...appending] : modes;

  test.each(all)(`%s is read back by ${reader}, with its headers`, async (_, mode) => {
    const world = await createWorld(kind);
    const bytes = await mode(world, partSizes[kind]);
    const { bytes: seen, ...rest } = await read(world);
    expect(seen.equals(bytes)).toBe(true);
    expect(rest).toEqual({
      contentType: 'text/css',
      cacheControl: 'max-age=60',
      contentDisposition: 'attachment; filename="a.css"',
      author: 'alice',
    });
  });
});
