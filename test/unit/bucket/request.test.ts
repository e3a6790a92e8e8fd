import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../main/bucket/request.ts';

function parse(url: string, headers: Record<string, string> = {}) {
  const message = { method: 'GET', url, headers: { host: '127.0.0.1:80', ...headers } };
  return parseRequest(message as unknown as IncomingMessage, {
    domains: ['localhost', 'store.lan'],
    isBucket: name => name === 'photos',
  });
}

describe('the target', () => {
  test.each([
    ['/', null, null],
    ['/b', 'b', null],
    ['/b/', 'b', null],
    ['/b/k', 'b', 'k'],
    ['/b//k', 'b', '/k'],
    ['/b/a/../k', 'b', 'a/../k'],
    ['/b/a%2Fb%3Fc%23?x=/y', 'b', 'a/b?c#'],
    ['/b/a+b%2B', 'b', 'a+b+'],
    ['http://anything:80/b/k?x', 'b', 'k'],
    ['http://anything', null, null],
  ])('%s is taken apart as it came', (url, bucket, key) => {
    expect(parse(url)).toMatchObject({ bucket, key });
  });

  test('a query keeps its order, and bare names are empty', () => {
    const { query } = parse('/b?b=2&a&c=%20%2B+x&=&d==e');
    expect(query).toEqual([
      ['b', '2'],
      ['a', ''],
      ['c', ' + x'],
      ['', ''],
      ['d', '=e'],
    ]);
  });
});

describe('the host', () => {
  test.each([
    ['127.0.0.1:9000', null],
    ['[::1]:9000', null],
    ['localhost', null],
    ['minio:9000', null],
    ['store.lan', null],
    ['nas.local', null],
    ['host.docker.internal:9000', null],
    ['photos.localhost:9000', 'photos'],
    ['my.photos.store.lan', 'my.photos'],
    ['photos.oss-cn-hangzhou.aliyuncs.com', 'photos'],
  ])('%s', (host, bucket) => {
    const request = parse('/some/key', { host });
    expect(request.bucket).toBe(bucket ?? 'some');
    expect(request.key).toBe(bucket === null ? 'key' : 'some/key');
  });
});

test('headers hold what was sent and nothing else', () => {
  const { headers } = parse('/');
  expect([headers['constructor'], Reflect.get(headers, '__proto__'), 'toString' in headers]).toEqual([
    undefined,
    undefined,
    false,
  ]);
});

describe('the protocol', () => {
  test.each([
    ['/b/k', {}, 'oss'],
    ['/b/k', { authorization: 'OSS a:b' }, 'oss'],
    ['/b/k', { authorization: 'OSS4-HMAC-SHA256 x' }, 'oss'],
    ['/b/k', { authorization: 'AWS4-HMAC-SHA256 x' }, 's3'],
    ['/b/k?X-Amz-Signature=x', {}, 's3'],
    ['/b/k?x-oss-signature=x', {}, 'oss'],
    ['/b/k?OSSAccessKeyId=x', {}, 'oss'],
    ['/b/k', { 'x-amz-date': 'x' }, 's3'],
  ])('%s with %o is %s', (url, headers, kind) => {
    expect(parse(url, headers as Record<string, string>).kind).toBe(kind);
  });
});
