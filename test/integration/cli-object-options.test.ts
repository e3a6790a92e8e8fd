import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandEnd, keyVariables, runCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { sampleBytes } from '../support/sample-bytes.ts';
import { sendSigned } from '../support/signed-request.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { startHttp } from '../support/tiny-server.ts';

type Kind = 'oss' | 's3';

const mebibyte = 1024 * 1024;
/** Of the file and of the web page alike. */
const mtimeSeconds = 1_735_787_045;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

interface Place {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function createPlace(size = 1000): Promise<Place> {
  const folder = await createTempDir();
  const file = join(folder, 'file.bin');
  writeFileSync(file, sampleBytes(size));
  utimesSync(file, mtimeSeconds, mtimeSeconds);
  return { folder, environment: keyVariables };
}

/** One way of uploading: all that it takes to make an object with these options. */
type Mode = (key: string, options: readonly string[], kind: Kind) => Promise<CommandEnd>;

const put =
  (size: number, source: readonly string[], input?: Uint8Array): Mode =>
  async (key, options, kind) => {
    const place = { ...(await createPlace(size)), ...(input && { input }) };
    return runCommand(['put', ...source, ...targetIn(bucket, key, kind), ...options], place);
  };

/** A page of a server that says `age` of it. */
const putPage =
  (age: Readonly<Record<string, string>>): Mode =>
  async (key, options, kind) => {
    const { port } = await startHttp((_, answer) => {
      answer.writeHead(200, { 'content-length': 4, ...age });
      answer.end('page');
    });
    const page = `http://127.0.0.1:${port}/page`;
    return runCommand(['put', page, ...targetIn(bucket, key, kind), ...options], await createPlace());
  };

const byHand: Mode = async (key, options, kind) => {
  const place = await createPlace();
  const [target, ...connection] = targetIn(bucket, key, kind);
  const run = (word: string, ...more: string[]) =>
    runCommand(['uploads', word, target, ...more, ...connection], place);
  const started = await run('start', ...options);
  if (started.code !== 0) return started;
  const id = ['--upload-id', String(started.events()[0]?.['uploadId'])];
  const part = await run('part', 'file.bin', ...id, '--number', '1');
  return part.code === 0 ? run('complete', ...id) : part;
};

const append: Mode = async (key, options, kind) =>
  runCommand(['append', 'file.bin', ...targetIn(bucket, key, kind), ...options], await createPlace());

const everywhere: Readonly<Record<string, Mode>> = {
  'a file in one request': put(1000, ['file.bin']),
  'a file by parts': put(11 * mebibyte, ['file.bin']),
  'a pipe': put(1, ['-'], sampleBytes(1000)),
  'a pipe by parts': put(1, ['-', '--part-size', '5MiB'], sampleBytes(6 * mebibyte)),
  'a text': put(1, ['--text', 'text']),
  'a web address': putPage({ 'last-modified': new Date(mtimeSeconds * 1000).toUTCString() }),
  'an upload by hand': byHand,
};
const modes: Readonly<Record<Kind, Readonly<Record<string, Mode>>>> = {
  oss: {
    ...everywhere,
    'a pipe in one request': put(1, ['-', '--simple'], sampleBytes(1000)),
    'an append': append,
  },
  s3: everywhere,
};
/** What has a time of modification. */
const dated = ['a file in one request', 'a file by parts', 'a web address', 'an append'];

const headers = {
  'cache-control': 'max-age=3600',
  'content-disposition': 'attachment; filename="a.txt"',
  'content-encoding': 'x-own',
  'content-language': 'zh-CN',
  expires: 'Mon, 02 Jan 2040 03:04:00 GMT',
};
const plain = [
  ...['--content-type', 'text/x-test', '--cache-control', 'max-age=3600', '--content-language', 'zh-CN'],
  ...['--content-disposition', 'attachment; filename="a.txt"', '--content-encoding', 'x-own'],
  ...['--expires', '2040-01-02T03:04', '--meta', 'author=李 Lei', '--tag', 'team=a b', '--tag', 'x='],
  ...['--acl', 'public-read'],
];
const own: Readonly<Record<Kind, readonly string[]>> = {
  oss: ['--storage-class', 'IA', '--encryption', 'KMS', '--kms-key-id', 'key-1'],
  s3: ['--storage-class', 'STANDARD_IA', '--encryption', 'KMS', '--kms-key-id', 'key-1'],
};

const cases = (['oss', 's3'] as const).flatMap(kind =>
  Object.entries(modes[kind]).map(([name, mode]) => ({ kind, name, mode })),
);

describe.each(cases)('$name to $kind', ({ kind, name, mode }) => {
  const keyFor = (what: string) => `${kind}/${name.replaceAll(' ', '-')}/${what}`;
  const head = (key: string) => openRemote(bucket, kind).head(key, noAbort);

  test('takes every option of the object, and keeps the time of modification where there is one', async () => {
    const key = keyFor('all');
    const end = await mode(key, [...plain, ...own[kind]], kind);
    expect(end.code, end.stderr).toBe(0);
    const info = await head(key);
    expect(info).toMatchObject({
      contentType: 'text/x-test',
      headers,
      tagCount: 2,
      storageClass: own[kind][1],
      encryption: { algorithm: kind === 'oss' ? 'KMS' : 'aws:kms', keyId: 'key-1' },
    });
    const mtime = dated.includes(name) ? { mtime: String(mtimeSeconds) } : {};
    expect(info?.meta).toEqual({ author: '李 Lei', ...mtime });
    const acl = await sendSigned(bucket.server, { method: 'GET', key, query: [['acl', '']] });
    expect(acl.text).toContain('<Grant>public-read</Grant>');
  });

  test('takes each kind of encryption, and no time of modification when told so', async () => {
    const end = await mode(keyFor('plain'), ['--encryption', 'AES256', '--no-mtime'], kind);
    expect(end.code, end.stderr).toBe(0);
    expect(await head(keyFor('plain'))).toMatchObject({ encryption: { algorithm: 'AES256' }, meta: {} });
    const sm4 = kind === 'oss' ? ['--encryption', 'SM4'] : [];
    await mode(keyFor('own'), [...sm4, '--meta', 'mtime=1.5'], kind);
    const own = await head(keyFor('own'));
    expect(own?.meta).toEqual({ mtime: '1.5' });
    if (kind === 'oss') expect(own?.encryption).toMatchObject({ algorithm: 'SM4' });
  });

  test('keeps an object that is there already with --forbid-overwrite, or says that this goes elsewhere', async () => {
    const key = keyFor('kept');
    await put(5, ['file.bin'])(key, [], kind);
    const end = await mode(key, ['--forbid-overwrite'], kind);
    expect(end.code).not.toBe(0);
    expect(end.stderr + end.stdout).toMatch(/object\.exists|object\.not-appendable|uploads complete/);
    expect((await head(key))?.size).toBe(5);
  });

  test('keeps to the traffic limit, or says that it goes elsewhere or is not there', async () => {
    const limited = await mode(keyFor('limited'), ['--traffic-limit', '100MiB'], kind);
    const isHere = kind === 'oss' && mode !== byHand;
    expect(limited.code, limited.stderr).toBe(isHere ? 0 : 2);
    if (isHere) expect(await head(keyFor('limited'))).not.toBeNull();
    else expect(limited.stderr).toMatch(kind === 's3' ? /S3 has no limit/ : /uploads part/);
  });
});

test('a web server that names no date, or one that is none, leaves the object without', async () => {
  const ages = { none: {}, odd: { 'last-modified': 'yesterday' }, old: { 'last-modified': '2025-01-02' } };
  for (const [name, age] of Object.entries(ages)) {
    const end = await putPage(age)(`web/${name}`, [], 'oss');
    expect(end.code, end.stderr).toBe(0);
    expect((await openRemote(bucket, 'oss').head(`web/${name}`, noAbort))?.meta).toEqual({});
  }
});

describe('uploads start --mtime-of', () => {
  const start = async (key: string, ...options: string[]) =>
    runCommand(['uploads', 'start', ...targetIn(bucket, key), ...options], await createPlace());

  test('keeps the time of modification of the file that is named', async () => {
    const end = await byHand('hand/of', ['--mtime-of', 'file.bin'], 'oss');
    expect(end.code, end.stderr).toBe(0);
    const { meta } = (await openRemote(bucket, 'oss').head('hand/of', noAbort)) ?? {};
    expect(meta).toEqual({ mtime: String(mtimeSeconds) });
  });

  test.each([
    [['--mtime-of', 'gone.bin'], 1, 'file.missing'],
    [['--mtime-of', 'file.bin', '--no-mtime'], 2, '--no-mtime'],
    [['--mtime-of', 'file.bin', '--meta', 'mtime=1'], 2, '--meta mtime'],
  ])('%j is refused before anything is begun', async (options, code, word) => {
    const end = await start('hand/refused', ...options);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(word);
    const listed = await openRemote(bucket, 'oss').listUploads('hand/refused', null, noAbort);
    expect(listed.uploads).toEqual([]);
  });
});

test('uploads part keeps to a traffic limit, and refuses one on S3', async () => {
  const place = await createPlace();
  const [target, ...connection] = targetIn(bucket, 'hand/limited');
  const run = (word: string, ...more: string[]) =>
    runCommand(['uploads', word, target, ...more, ...connection], place);
  const id = ['--upload-id', String((await run('start')).events()[0]?.['uploadId'])];
  const part = await run('part', 'file.bin', ...id, '--number', '1', '--traffic-limit', '100KiB');
  expect(part.code, part.stderr).toBe(0);
  const slow = await run('part', 'file.bin', ...id, '--number', '1', '--traffic-limit', '1KiB');
  expect(slow.code).toBe(2);
  const [s3, ...s3Connection] = targetIn(bucket, 'hand/limited', 's3');
  const args = ['uploads', 'part', s3, 'file.bin', ...id, '--number', '1', '--traffic-limit', '1MiB'];
  const refused = await runCommand([...args, ...s3Connection], place);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('S3 has no limit');
});
