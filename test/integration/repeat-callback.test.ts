// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the bucket fills these in, not we.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import type { BucketAccess } from '../../main/model/access.ts';
import type { Callback } from '../../main/model/callback.ts';
import type { ObjectOptions } from '../../main/model/target.ts';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../main/remote/object-store.ts';
import type { LooseUpload } from '../../main/store/loose-uploads.ts';
import { type CallbackWish, repeatCallback } from '../../main/upload/callback/repeat-callback.ts';
import {
  type CallbackApplication,
  replies,
  startCallbackApplication,
  usualReply,
} from '../support/callback-application.ts';
import { keyVariables, runCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket, testBucket } from '../support/local-bucket.ts';
import { codeOf, noAbort, openRemote } from '../support/open-remote.ts';
import { expectSameBytes, sampleBytes } from '../support/sample-bytes.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { fixedCredentials } from '../support/world.ts';

const kib = 1024;
let bucket: LocalBucket;
let application: CallbackApplication;
let remote: ObjectStore;

beforeAll(async () => {
  bucket = await startLocalBucket();
  application = await startCallbackApplication(url => url.startsWith(`${bucket.server.url}/`));
  remote = openRemote(bucket, 'oss');
});

afterEach(() => application.answerBy());

afterAll(async () => {
  await application.close();
  await bucket.close();
});

const callback = (): Callback => ({
  urls: [`${application.url}/cb`],
  body: 'object=${object}&size=${size}',
  bodyType: 'application/x-www-form-urlencoded',
  variables: {},
});

function accessTo(kind: 'oss' | 's3'): BucketAccess {
  return {
    address: bucket.server.address(kind, testBucket),
    signing: 'v4',
    checksum: 'crc32',
    credentials: fixedCredentials({ accessKeyId: '', accessKeySecret: '' }),
  };
}

/** Repeats the callback over a store that copies at most 150 KiB at once, as large objects do with 1 GiB. */
async function repeat(key: string, wish: Partial<CallbackWish> = {}, over: Partial<ObjectStore> = {}) {
  const left = new Map<string, Pick<LooseUpload, 'reason'>>();
  const { limits } = remote;
  const store: ObjectStore = { ...remote, limits: { ...limits, maxCopy: 150 * kib }, ...over };
  const work = repeatCallback(
    { access: accessTo('oss'), key, callback: callback(), ...wish },
    {
      open: () => store,
      loose: {
        add: ({ uploadId, reason }) => void left.set(uploadId, { reason }),
        remove: (_, uploadId) => void left.delete(uploadId),
        all: () => [],
      },
      uploadIds: () => [],
      clock: systemClock,
      parallel: 3,
      attempts: 3,
    },
    noAbort,
  );
  const [outcome] = await Promise.allSettled([work]);
  const { uploads } = await remote.listUploads(key, null, noAbort);
  return { outcome, left: [...left.values()], pending: uploads.length, work };
}

async function store(key: string, size: number, options: ObjectOptions = {}): Promise<Buffer> {
  const bytes = sampleBytes(size);
  await remote.put(key, createMemoryBody(bytes), options, noAbort);
  return bytes;
}

async function read(key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await remote.get(key, null, noAbort)).bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const rich: ObjectOptions = {
  contentType: 'text/x-kept',
  cacheControl: 'max-age=9',
  contentDisposition: 'attachment; filename="a b.txt"',
  contentEncoding: 'x-packed',
  contentLanguage: 'zh-CN',
  expires: 'Thu, 02 Jan 2035 03:04:05 GMT',
  meta: { mtime: '1735786800.123456789', author: '爱丽丝 100%' },
  storageClass: 'IA',
  encryption: { algorithm: 'AES256' },
};

test.each([0, 1, 150 * kib, 500 * kib + 7])(
  'the application hears of an object of %i bytes, which stays what it was',
  async size => {
    const key = `kept/${size} 报告+.txt`;
    const bytes = await store(key, size, rich);
    const before = await remote.head(key, noAbort);
    const { outcome, left, pending } = await repeat(key);
    expect(outcome).toMatchObject({
      status: 'fulfilled',
      value: { size, theirs: before?.checksum?.value, callback: { became: 'answered', answer: usualReply } },
    });
    expect(application.calls.at(-1)).toMatchObject({ isGenuine: true, path: '/cb' });
    expect(new URLSearchParams(application.calls.at(-1)?.body).get('object')).toBe(key);
    expect([left, pending]).toEqual([[], 0]);
    expectSameBytes(await read(key), bytes);
    const after = await remote.head(key, noAbort);
    for (const field of [
      'size',
      'checksum',
      'contentType',
      'headers',
      'meta',
      'storageClass',
      'encryption',
    ] as const) {
      expect(after?.[field], field).toEqual(before?.[field]);
    }
  },
);

test('an application that fails again leaves a proven object and an answer that says so', async () => {
  await store('again.bin', 1000);
  application.answerBy(replies.status(500));
  const { outcome } = await repeat('again.bin');
  expect(outcome).toMatchObject({ value: { size: 1000, callback: { became: 'failed' } } });
});

describe('nothing is changed and nothing is left behind', () => {
  test('when the object changes while it is copied', async () => {
    await store('race.bin', 400 * kib);
    const copyPart: ObjectStore['copyPart'] = async (...args) => {
      const part = await remote.copyPart(...args);
      await remote.put('race.bin', createMemoryBody(Buffer.from('newer')), {}, noAbort);
      return part;
    };
    const { work, left, pending } = await repeat('race.bin', {}, { copyPart });
    expect(await codeOf(work)).toBe('remote.conflict');
    expect([left, pending]).toEqual([[], 0]);
    expect((await read('race.bin')).toString()).toBe('newer');
  });

  test('when a copy fails', async () => {
    const bytes = await store('broken.bin', 400 * kib);
    const calls = application.calls.length;
    const copyPart: ObjectStore['copyPart'] = async () => {
      throw new Error('broken');
    };
    const { outcome, left, pending } = await repeat('broken.bin', {}, { copyPart });
    expect(outcome.status).toBe('rejected');
    expect([left, pending, application.calls.length]).toEqual([[], 0, calls]);
    expectSameBytes(await read('broken.bin'), bytes);
  });

  test('and what can not be removed is written down', async () => {
    await store('left.bin', 400 * kib);
    const fail = async () => {
      throw new Error('broken');
    };
    const { left, pending } = await repeat('left.bin', {}, { copyPart: fail, abandon: fail });
    expect([left, pending]).toEqual([[{ reason: 'left' }], 1]);
  });
});

describe('it is refused before anything happens', () => {
  test('for an object with tags, unless they are given again', async () => {
    await store('tags.bin', 10, { tags: { a: '1' } });
    expect(await codeOf((await repeat('tags.bin')).work)).toBe('usage');
    const { outcome } = await repeat('tags.bin', { tags: { a: '1' } });
    expect(outcome.status).toBe('fulfilled');
    expect((await remote.head('tags.bin', noAbort))?.tagCount).toBe(1);
  });

  test('for an object that was appended or archived, unless forced', async () => {
    const body = createMemoryBody(Buffer.from('line\n'));
    await remote.append?.({ key: 'log.txt', position: 0, body, options: {} }, noAbort);
    expect(await codeOf((await repeat('log.txt')).work)).toBe('usage');
    expect((await remote.head('log.txt', noAbort))?.appendPosition).toBe(5);
    expect((await repeat('log.txt', { isForced: true })).outcome.status).toBe('fulfilled');
    await store('cold.bin', 10, { storageClass: 'Archive' });
    expect(await codeOf((await repeat('cold.bin')).work)).toBe('object.archived');
  });

  test('for an object that is not there, for S3, and for a callback that makes no sense', async () => {
    expect(await codeOf((await repeat('missing.bin')).work)).toBe('object.missing');
    expect(await codeOf((await repeat('x', { access: accessTo('s3') })).work)).toBe('options.unsupported');
    const wrong = { ...callback(), body: '${nobody}' };
    expect(await codeOf((await repeat('x', { callback: wrong })).work)).toBe('options.invalid');
  });
});

describe('longshore callback', () => {
  async function run(args: readonly string[]) {
    return runCommand(['callback', ...args], {
      folder: await createTempDir(),
      environment: keyVariables,
    });
  }
  const asked = () => ['--callback-url', `${application.url}/cli`, '--callback-body', 'object=${object}'];

  test('shows the answer and the proof', async () => {
    await store('cli.bin', 1000);
    const end = await run([...targetIn(bucket, 'cli.bin'), ...asked()]);
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toMatch(/^called back oss:\S+cli\.bin: 1000 bytes/);
    expect(end.stdout).toContain(`callback answered: ${usualReply}`);
    expect(end.stderr).toContain('ACL');
    const json = await run([...targetIn(bucket, 'cli.bin'), ...asked(), '--json']);
    expect(json.events()).toEqual([
      expect.objectContaining({ event: 'calledBack', key: 'cli.bin', callbackAnswer: usualReply }),
    ]);
  });

  test('ends with 4 when the application fails again, and with 2 when it can not be asked', async () => {
    await store('vain.bin', 1000);
    application.answerBy(replies.status(500));
    const vain = await run([...targetIn(bucket, 'vain.bin'), ...asked()]);
    expect(vain.code, vain.stderr).toBe(4);
    expect(vain.stderr).toContain('(code upload.callback-failed');
    const s3 = await run([...targetIn(bucket, 'vain.bin', 's3'), ...asked()]);
    expect([s3.code, s3.stderr]).toEqual([2, expect.stringContaining('options.unsupported')]);
    expect((await run([...targetIn(bucket, 'vain.bin')])).code).toBe(2);
  });
});
