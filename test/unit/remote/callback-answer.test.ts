import { describe, expect, test } from 'vitest';
import type { Callback } from '../../../main/model/callback.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import type { ObjectStore, StoredObject } from '../../../main/remote/object-store.ts';
import { createOssStore } from '../../../main/remote/oss.ts';
import { withRetry } from '../../../main/remote/with-retry.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { codeOf } from '../../support/open-remote.ts';
import {
  createScriptedHttp,
  errorXml,
  type ScriptedAnswer,
  scriptedSetup,
} from '../../support/scripted-http.ts';

const signal = new AbortController().signal;
const body = createMemoryBody(new TextEncoder().encode('hello'));
const callback: Callback = {
  urls: ['https://app.example/'],
  body: 'a',
  bodyType: 'application/x-www-form-urlencoded',
  variables: {},
};
const checksum = { algorithm: 'crc64', value: '000000000000002a' } as const;
const headers = {
  etag: '"ABC"',
  'x-oss-hash-crc64ecma': '42',
  'x-oss-request-id': 'R1',
  'x-oss-version-id': 'V1',
};

/** A store of which every call is repeated as in real life. */
function open(...script: ScriptedAnswer[]) {
  const http = createScriptedHttp(...script);
  const { setup, hooks } = scriptedSetup();
  const clock = { ...createFixedClock(0), sleep: async () => {} };
  const { credentials } = hooks;
  const inner = createOssStore(setup, hooks, http);
  return { http, store: withRetry(inner, { clock, random: () => 0, attempts: 3, credentials }) };
}

const calls: Record<string, (store: ObjectStore) => Promise<StoredObject>> = {
  put: store => store.put('a', body, { callback }, signal),
  putStream: async store => {
    const stored = await store.putStream?.('a', (async function* () {})(), { callback }, signal);
    if (!stored) throw new Error('OSS takes streams');
    return stored;
  },
  complete: store =>
    store.complete(
      {
        key: 'a',
        uploadId: 'U',
        parts: [{ number: 1, etag: 'E', checksum }],
        size: 5,
        checksum,
        options: { callback },
      },
      signal,
    ),
};

describe.each(Object.entries(calls))('%s with a callback', (_, call) => {
  test('gives back what the application has answered', async () => {
    const { store, http } = open({ status: 200, headers, body: '{"Status":"OK"}' });
    expect(await call(store)).toEqual({
      etag: 'ABC',
      checksum,
      versionId: 'V1',
      requestId: 'R1',
      callback: { became: 'answered', answer: '{"Status":"OK"}' },
    });
    expect(http.requests[0]?.headers['x-oss-callback']).toMatch(/^eyJ/);
  });

  test('that failed has stored the object all the same, and is not made again', async () => {
    const { store, http } = open({
      status: 203,
      headers,
      body: errorXml('CallbackFailed', { Message: 'Error status : 500.', EC: '0007-00000203' }),
    });
    expect(await call(store)).toEqual({
      etag: 'ABC',
      checksum,
      versionId: 'V1',
      requestId: 'R1',
      callback: {
        became: 'failed',
        message: 'Error status : 500.',
        ec: '0007-00000203',
        requestId: 'R1',
      },
    });
    expect(http.requests).toHaveLength(1);
  });

  test.each([{ body: errorXml('CallbackFailed') }, { isCut: true } as const, {}])(
    'that failed is not made again, whatever its answer lacks (%#)',
    async rest => {
      const { store, http } = open({ status: 203, ...rest });
      expect(await call(store)).toMatchObject({
        etag: '',
        checksum: null,
        callback: { became: 'failed', ec: null },
      });
      expect(http.requests).toHaveLength(1);
    },
  );

  test('of which the answer is lost on the way has stored the object, and nothing is known of the rest', async () => {
    const { store, http } = open({ status: 200, headers, isCut: true });
    expect(await call(store)).toEqual({ etag: 'ABC', checksum, versionId: 'V1', requestId: 'R1' });
    expect(http.requests).toHaveLength(1);
  });

  test.each(['', '<CompleteMultipartUploadResult><ETag>"ABC"</ETag></CompleteMultipartUploadResult>'])(
    'was not made by a store that answers as always: %j',
    async text => {
      const { store } = open({ status: 200, headers, body: text });
      expect((await call(store)).callback).toEqual({
        became: 'failed',
        message: 'the store has made no callback',
        ec: null,
        requestId: 'R1',
      });
    },
  );

  test('that cannot be understood is refused, and nothing is stored', async () => {
    const { store } = open({ status: 400, body: errorXml('InvalidArgument') });
    expect(await codeOf(call(store))).toBe('remote.refused');
  });

  test('tells an error inside of a success', async () => {
    const { store } = open({ status: 200, headers, body: errorXml('AccessDenied') });
    expect(await codeOf(call(store))).toBe('remote.denied');
  });
});

test('a 203 that nobody asked for stays an error, and is not repeated', async () => {
  const { store, http } = open({ status: 203, headers, body: errorXml('CallbackFailed') });
  expect(await codeOf(store.put('a', body, {}, signal))).toBe('upload.callback-failed');
  expect(http.requests).toHaveLength(1);
});

test('a proxy that changes answers into 203 is no failed callback', async () => {
  const { store } = open({ status: 203, headers, body: '{"Status":"OK"}' });
  expect(await codeOf(store.put('a', body, { callback }, signal))).toBe('remote.not-storage');
});
