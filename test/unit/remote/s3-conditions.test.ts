import { describe, expect, test } from 'vitest';
import { toErrorRecord } from '../../../main/base/app-error.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { createS3Store } from '../../../main/remote/s3.ts';
import {
  createScriptedHttp,
  errorXml,
  type ScriptedAnswer,
  scriptedSetup,
} from '../../support/scripted-http.ts';

const signal = new AbortController().signal;
const body = createMemoryBody(new TextEncoder().encode('123456789'));
const amazon = 'https://s3.us-east-1.amazonaws.com';
const elsewhere = 'https://minio.example';
const stored: ScriptedAnswer = { status: 200, headers: { etag: '"new"' } };
const joined: ScriptedAnswer = {
  status: 200,
  body: '<CompleteMultipartUploadResult><ETag>"new-1"</ETag></CompleteMultipartUploadResult>',
};
const copied: ScriptedAnswer = {
  status: 200,
  body: '<CopyObjectResult><ETag>"new"</ETag></CopyObjectResult>',
};
const held = (etag: string): ScriptedAnswer => ({
  status: 200,
  headers: { etag: `"${etag}"`, 'content-length': '9' },
});
const refused = (status: number, code: string): ScriptedAnswer => ({ status, body: errorXml(code) });
const bucketIsThere: ScriptedAnswer = { status: 200 };

function openScripted(endpoint: string, ...script: readonly ScriptedAnswer[]) {
  const http = createScriptedHttp(...script);
  const { setup, hooks } = scriptedSetup({ kind: 's3', endpoint, region: 'us-east-1' });
  return { http, store: createS3Store(setup, hooks, http) };
}

const checksum = { algorithm: 'crc32', value: '00000000' } as const;
const writes: Record<string, (store: ObjectStore) => Promise<unknown>> = {
  put: store => store.put('a', body, { ifMatch: 'old' }, signal),
  complete: store =>
    store.complete(
      { key: 'a', uploadId: 'U', parts: [], size: 9, checksum, options: { ifMatch: 'old' } },
      signal,
    ),
};
const success: Record<string, ScriptedAnswer> = { put: stored, complete: joined };

/** `code key etag` of what a call throws, or `done`. */
const endOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    thrown => {
      const { code, facts } = toErrorRecord(thrown);
      return code === 'object.changed' ? `${code} ${facts['key']} ${facts['etag']}` : code;
    },
  );

describe.each(Object.entries(writes))('%s under ifMatch', (name, write) => {
  const done = success[name] ?? stored;

  test('leaves the judgement to Amazon', async () => {
    const { store, http } = openScripted(amazon, done);
    expect(await endOf(write(store))).toBe('done');
    expect(http.requests).toHaveLength(1);
    expect(http.requests[0]?.headers['if-match']).toBe('"old"');
  });

  test.each([
    [412, 'PreconditionFailed', 'object.changed a old'],
    [404, 'NoSuchKey', 'object.changed a old'],
    [404, 'NoSuchBucket', 'bucket.missing'],
    [409, 'ConditionalRequestConflict', name === 'put' ? 'remote.conflict' : 'upload.gone'],
    [403, 'AccessDenied', 'remote.denied'],
  ])('is told by %i %s that it is %s', async (status, code, end) => {
    expect(await endOf(write(openScripted(amazon, refused(status, code)).store))).toBe(end);
  });

  test('asks another server before, which may ignore the condition', async () => {
    const { store, http } = openScripted(elsewhere, held('OLD'), done, held('theirs'));
    expect(await endOf(write(store))).toBe('done');
    expect(http.requests[1]?.headers['if-match']).toBe('"old"');
    expect(await endOf(write(store))).toBe('object.changed a old');
    expect(http.requests.map(({ method }) => method)).toEqual(['HEAD', http.requests[1]?.method, 'HEAD']);
  });

  test('does without the condition at a server that refuses it, and remembers that', async () => {
    const refusal = refused(501, 'NotImplemented');
    const tries = name === 'put' ? [refusal, refusal] : [refusal];
    const { store, http } = openScripted(elsewhere, held('old'), ...tries, done, held('old'), done);
    expect(await endOf(write(store))).toBe('done');
    expect(await endOf(write(store))).toBe('done');
    const conditions = http.requests.map(({ headers }) => headers['if-match']);
    expect(conditions).toEqual([undefined, ...tries.map(() => '"old"'), undefined, undefined, undefined]);
  });

  test('finds nothing at the key, which is a change too', async () => {
    const { store } = openScripted(elsewhere, { status: 404 }, bucketIsThere);
    expect(await endOf(write(store))).toBe('object.changed a old');
  });
});

describe('a copy that must not overwrite', () => {
  const copy = (store: ObjectStore) =>
    store.copy({ bucket: 'b', key: 'k', ifMatch: 'e' }, 'a', { forbidOverwrite: true }, signal);

  test('leaves the judgement to Amazon', async () => {
    const { store, http } = openScripted(amazon, copied);
    expect(await endOf(copy(store))).toBe('done');
    expect(http.requests[0]?.headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-copy-source-if-match': '"e"',
    });
  });

  test('tells a target that is there from a source that is another one', async () => {
    const failed = refused(412, 'PreconditionFailed');
    expect(await endOf(copy(openScripted(amazon, failed, held('x')).store))).toBe('object.exists');
    const { store } = openScripted(amazon, failed, { status: 404 }, bucketIsThere);
    expect(await endOf(copy(store))).toBe('file.changed');
  });

  test('looks at the target first where a server may ignore the condition', async () => {
    const { store, http } = openScripted(elsewhere, held('x'));
    expect(await endOf(copy(store))).toBe('object.exists');
    expect(http.lines()).toEqual(['HEAD /a']);
  });

  test('is made without the condition where that is refused', async () => {
    const { store, http } = openScripted(
      amazon,
      refused(501, 'NotImplemented'),
      { status: 404 },
      bucketIsThere,
      copied,
    );
    expect(await endOf(copy(store))).toBe('done');
    expect(http.lines()).toEqual(['PUT /a', 'HEAD /a', 'HEAD /', 'PUT /a']);
    expect(http.requests[3]?.headers).not.toHaveProperty('if-none-match');
  });
});

describe('a deletion under a condition', () => {
  const remove = (store: ObjectStore) => store.deleteIfMatch('a', 'old', signal);

  test('is one request at Amazon', async () => {
    const { store, http } = openScripted(amazon, { status: 204 });
    expect(await endOf(remove(store))).toBe('done');
    expect(http.lines()).toEqual(['DELETE /a']);
    expect(http.requests[0]?.headers['if-match']).toBe('"old"');
  });

  test('leaves another object alone, and is fine with none', async () => {
    const failed = refused(412, 'PreconditionFailed');
    expect(await endOf(remove(openScripted(amazon, failed, held('x')).store))).toBe('object.changed a old');
    const { store } = openScripted(amazon, failed, { status: 404 }, bucketIsThere);
    expect(await endOf(remove(store))).toBe('done');
    const gone = openScripted(amazon, refused(404, 'NoSuchKey'), { status: 404 }, bucketIsThere);
    expect(await endOf(remove(gone.store))).toBe('done');
  });

  test('asks another server before, and never deletes what is not meant', async () => {
    const { store, http } = openScripted(elsewhere, held('x'), held('x'), held('old'), { status: 204 });
    expect(await endOf(remove(store))).toBe('object.changed a old');
    expect(await endOf(remove(store))).toBe('done');
    expect(http.lines()).toEqual(['HEAD /a', 'HEAD /a', 'HEAD /a', 'DELETE /a']);
  });
});

test('a copy asks for the checksum that it is going to be proven by', async () => {
  const { store, http } = openScripted(amazon, copied, copied);
  await store.copy({ bucket: 'b', key: 'k' }, 'a', { algorithm: 'crc64nvme' }, signal);
  await store.copy({ bucket: 'b', key: 'k' }, 'a', { algorithm: 'md5' }, signal);
  expect(http.requests.map(({ headers }) => headers['x-amz-checksum-algorithm'])).toEqual([
    'CRC64NVME',
    undefined,
  ]);
});

test('a copy that keeps what its source is described by names only what does not go along', async () => {
  const { store, http } = openScripted(amazon, copied);
  const options = { contentType: 'text/x', meta: { a: '1' }, storageClass: 'STANDARD_IA', acl: 'private' };
  await store.copy({ bucket: 'b', key: 'k' }, 'a', { ...options, keepsDescription: true }, signal);
  const headers = http.requests[0]?.headers ?? {};
  expect(headers).toMatchObject({ 'x-amz-storage-class': 'STANDARD_IA', 'x-amz-acl': 'private' });
  for (const name of ['content-type', 'x-amz-meta-a', 'x-amz-metadata-directive']) {
    expect(headers).not.toHaveProperty(name);
  }
});
