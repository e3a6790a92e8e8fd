import { expect, test } from 'vitest';
import type { Credentials } from '../../../main/model/credentials.ts';
import type { BucketAddress } from '../../../main/model/target.ts';
import { writeClockOffset } from '../../../main/remote/clock-offset.ts';
import { openStore } from '../../../main/remote/open-store.ts';
import type { StoreSetup } from '../../../main/remote/store-setup.ts';
import { codeOf } from '../../support/open-remote.ts';
import { scriptedNowMs, scriptedSetup } from '../../support/scripted-http.ts';

const signal = new AbortController().signal;
const get = { method: 'GET', key: 'dir/报告 a+b', expiresInMs: 3_600_000 } as const;
const s3: Partial<BucketAddress> = {
  kind: 's3',
  endpoint: 'https://s3.us-east-1.amazonaws.com',
  region: 'us-east-1',
};

function open(
  address: Partial<BucketAddress> = {},
  setup: Partial<StoreSetup> = {},
  credentials?: Credentials,
) {
  const world = scriptedSetup(address, setup, credentials);
  return { ...world, store: openStore(world.setup, world.hooks) };
}

test('a link of OSS is for one request on one object, until it expires', async () => {
  const { url, expiresAtMs, headers } = await open().store.presign(get, signal);
  const { origin, pathname, searchParams } = new URL(url);
  expect(`${origin}${pathname}`).toBe(
    'https://photos.oss-cn-hangzhou.aliyuncs.com/dir/%E6%8A%A5%E5%91%8A%20a%2Bb',
  );
  expect([...searchParams.keys()]).toEqual([
    'x-oss-signature-version',
    'x-oss-credential',
    'x-oss-date',
    'x-oss-expires',
    'x-oss-signature',
  ]);
  expect(searchParams.get('x-oss-expires')).toBe('3600');
  expect(expiresAtMs).toBe(scriptedNowMs + 3_600_000);
  expect(headers).toEqual({});
});

test('a link of OSS under V1, and one of S3, have the names of their schemes', async () => {
  const v1 = await open({}, { signing: 'v1' }).store.presign(get, signal);
  expect(new URL(v1.url).searchParams.get('Expires')).toBe(String(scriptedNowMs / 1000 + 3600));
  const amazon = await open(s3).store.presign({ ...get, method: 'PUT', contentType: 'text/plain' }, signal);
  expect(amazon.headers).toEqual({ 'content-type': 'text/plain' });
  expect(new URL(amazon.url).searchParams.get('X-Amz-SignedHeaders')).toBe('content-type;host');
});

test('a file name to save under is in the link, for old programs and new', async () => {
  const { url } = await open().store.presign({ ...get, saveAs: '报\'告 "1"\ud800.pdf' }, signal);
  expect(new URL(url).searchParams.get('response-content-disposition')).toBe(
    "attachment; filename=\"_'_ _1__.pdf\"; filename*=UTF-8''%E6%8A%A5%27%E5%91%8A%20%221%22%EF%BF%BD.pdf",
  );
});

test('temporary keys end a link before its time', async () => {
  const keys = { accessKeyId: 'STS.id', accessKeySecret: 's', securityToken: 'token' };
  const soon = open({}, {}, { ...keys, expiresAtMs: scriptedNowMs + 60_000 });
  const link = await soon.store.presign(get, signal);
  expect(link.expiresAtMs).toBe(scriptedNowMs + 60_000);
  expect(new URL(link.url).searchParams.get('x-oss-security-token')).toBe('token');
  const late = open({}, {}, { ...keys, expiresAtMs: scriptedNowMs + 7_200_000 });
  expect((await late.store.presign(get, signal)).expiresAtMs).toBe(scriptedNowMs + 3_600_000);
});

test('a link counts by the server’s clock', async () => {
  const { store, setup } = open();
  writeClockOffset(setup.clockOffset, -5 * 3_600_000);
  const { url, expiresAtMs } = await store.presign(get, signal);
  expect(new URL(url).searchParams.get('x-oss-date')).toBe('20250101T220405Z');
  expect(expiresAtMs).toBe(scriptedNowMs - 4 * 3_600_000);
});

test.each([0, -1, 999, Number.NaN, 7 * 86_400_000 + 1000])(
  'a lifetime of %d ms cannot be',
  async expiresInMs => {
    const wish = { ...get, expiresInMs };
    for (const address of [{}, s3]) {
      await expect(open(address).store.presign(wish, signal)).rejects.toMatchObject({
        code: 'options.invalid',
        facts: { option: 'expires' },
      });
    }
  },
);

test('under V1 a link may live for years', async () => {
  const { store } = open({}, { signing: 'v1' });
  const wish = { ...get, expiresInMs: 3 * 365 * 86_400_000 };
  expect((await store.presign(wish, signal)).expiresAtMs).toBe(scriptedNowMs + wish.expiresInMs);
});

test.each(['a/../b', './a', '..', 'a/.'])('no link leads to %s, which programs would change', async key => {
  expect(await codeOf(open().store.presign({ ...get, key }, signal))).toBe('key.invalid');
});

test('a type or a key that cannot be is refused', async () => {
  const { store } = open();
  const put = { ...get, method: 'PUT' } as const;
  expect(await codeOf(store.presign({ ...put, contentType: 'text/报告' }, signal))).toBe('options.invalid');
  expect(await codeOf(store.presign({ ...put, key: '/a' }, signal))).toBe('key.invalid');
});
