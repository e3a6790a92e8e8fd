// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the service fills these in, not we.

import { describe, expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import type { Callback } from '../../../main/model/callback.ts';
import { callbackHeaders, checkCallback } from '../../../main/remote/callback.ts';
import { problemIn } from '../../support/english.ts';

const form: Callback = {
  urls: ['http://203.0.113.9:23450/cb?id=1'],
  host: 'app.example.com',
  body: 'bucket=${bucket}&object=${object}&etag=${etag}&size=${size}&mimeType=${mimeType}&order=${x:order}',
  bodyType: 'application/x-www-form-urlencoded',
  variables: { order: '42' },
};
const json: Callback = {
  urls: ['https://example.com/cb'],
  body: '{"key":${object},"size":${size},"a":{"b":["$",1]}}',
  bodyType: 'application/json',
  variables: {},
};

/** `option: problem` of a callback that is refused; null for one that passes. */
function verdict(change: Partial<Callback>, base: Callback = form): string | null {
  try {
    checkCallback({ ...base, ...change });
    return null;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    expect(thrown.code).toBe('options.invalid');
    return `${thrown.facts['option']}: ${problemIn(thrown)}`;
  }
}

const decoded = (header: string | undefined) =>
  JSON.parse(Buffer.from(header ?? '', 'base64').toString('utf8'));

describe('the headers of a callback', () => {
  test('are those of the worked example', () => {
    expect(callbackHeaders(form)).toEqual({
      'x-oss-callback':
        'eyJjYWxsYmFja1VybCI6Imh0dHA6Ly8yMDMuMC4xMTMuOToyMzQ1MC9jYj9pZD0xIiwiY2FsbGJhY2tIb3N0IjoiYXBwLmV4YW1wbGUuY29tIiwiY2FsbGJhY2tCb2R5IjoiYnVja2V0PSR7YnVja2V0fSZvYmplY3Q9JHtvYmplY3R9JmV0YWc9JHtldGFnfSZzaXplPSR7c2l6ZX0mbWltZVR5cGU9JHttaW1lVHlwZX0mb3JkZXI9JHt4Om9yZGVyfSIsImNhbGxiYWNrQm9keVR5cGUiOiJhcHBsaWNhdGlvbi94LXd3dy1mb3JtLXVybGVuY29kZWQifQ==',
      'x-oss-callback-var': 'eyJ4Om9yZGVyIjoiNDIifQ==',
    });
  });

  test('hold several URLs, SNI as a boolean and text of any script', () => {
    const headers = callbackHeaders({
      ...json,
      urls: ['https://a.example/', 'https://b.example/'],
      body: '{"名":${x:name}}',
      sni: true,
      variables: { name: '报告' },
    });
    expect(decoded(headers['x-oss-callback'])).toEqual({
      callbackUrl: 'https://a.example/;https://b.example/',
      callbackBody: '{"名":${x:name}}',
      callbackBodyType: 'application/json',
      callbackSNI: true,
    });
    expect(decoded(headers['x-oss-callback-var'])).toEqual({ 'x:name': '报告' });
  });

  test('name no variables where there are none', () => {
    expect(callbackHeaders(json)).not.toHaveProperty('x-oss-callback-var');
  });
});

describe('a callback, before anything is sent', () => {
  test.each<readonly [Partial<Callback>, Callback]>([
    [{}, form],
    [{}, json],
    [{ body: 'constant', variables: {} }, form],
    [{ body: 'a={b}$c', variables: {} }, form],
    [{ body: 'h=${imageInfo.height}&w=${imageInfo.width}&f=${imageInfo.format}', variables: {} }, form],
    [{ body: '${x:a_b.c-1}', variables: { 'a_b.c-1': '"' } }, form],
    [{ body: '[${x:a},${size},${imageInfo.width}]', variables: { a: 'quote " and \\' } }, json],
    [{ body: '"\\"" ', variables: {} }, json],
    [{ urls: Array.from({ length: 5 }, (_, index) => `http://h${index}.example/`) }, form],
    [{ urls: ['https://example.com/%E6%8A%A5?a=%3B'], host: 'example.com:8080' }, form],
  ])('passes when it is right (%#)', (change, base) => {
    expect(verdict(change, base)).toBeNull();
  });

  test.each<readonly [Partial<Callback>, string]>([
    [{ urls: [] }, 'callback-url: OSS takes 1 to 5 URLs, not 0'],
    [
      { urls: Array.from({ length: 6 }, () => 'http://h.example/') },
      'callback-url: OSS takes 1 to 5 URLs, not 6',
    ],
    [{ urls: ['http://a.example/', 'ftp://a.example/'] }, 'callback-url: URL 2 is not an http or https URL'],
    [{ urls: ['example.com/cb'] }, 'callback-url: URL 1 is not an http or https URL'],
    [{ urls: ['http://'] }, 'callback-url: URL 1 is not an http or https URL'],
    [
      { urls: ['http://a.example/报告'] },
      'callback-url: URL 1 has characters that have to be percent-encoded',
    ],
    [
      { urls: ['http://a.example/a b'] },
      'callback-url: URL 1 has characters that have to be percent-encoded',
    ],
    [{ urls: ['http://a.example/;b'] }, 'callback-url: URL 1 has a semicolon'],
    [{ urls: ['http://[::1]:80/'] }, 'callback-url: URL 1 has an IPv6 address'],
    [{ urls: ['http://me:secret@a.example/'] }, 'callback-url: URL 1 has a user name'],
    [{ host: 'a b' }, 'callback-host: it is not a host name'],
    [{ host: 'a\r\nx: y' }, 'callback-host: it is not a host name'],
    [{ body: '' }, 'callback-body: it is empty'],
    [{ body: '  \n' }, 'callback-body: it is empty'],
    [
      { body: '${x:order}&${oject}' },
      'callback-body: ${oject} is no variable of OSS; legal are ${bucket} ${object} ${etag} ${size} ${mimeType} ${imageInfo.height} ${imageInfo.width} ${imageInfo.format} ${x:name}',
    ],
    [{ body: '${x:order}&${crc64}' }, 'callback-body: ${crc64} is no variable of OSS'],
    [{ body: '${x:order}&${}' }, 'callback-body: ${} is no variable of OSS'],
    [{ body: '${x:order}&${x:other}' }, 'callback-body: ${x:other} has no value; give one as x:other=…'],
    [{ body: '${x:order}&${x:toString}' }, 'callback-body: ${x:toString} has no value'],
    [{ body: '${x:order}&${object' }, 'callback-body: a variable is not closed; legal are ${bucket}'],
    [{ body: '${x:order}&${a${object}' }, 'callback-body: a variable is not closed'],
    [{ body: '${object}' }, 'callback-var: the body does not use ${x:order}'],
    [{ variables: { Order: '1' } }, 'callback-var: "x:Order" is no name'],
    [{ variables: { '': '1' } }, 'callback-var: "x:" is no name'],
    [{ body: `${'b'.repeat(4000)}\${x:order}` }, 'callback-body: URLs, host and body take'],
    [{ variables: { order: 'v'.repeat(4000) } }, 'callback-var: the variables take'],
  ])('is refused when it cannot be (%#)', (change, said) => {
    expect(verdict(change)).toContain(said);
  });

  test.each([
    ['{"key":"${object}"}', 'OSS puts the quotes around ${object} in JSON itself'],
    ['{"text":"the size is ${size}"}', 'OSS puts the quotes around ${size} in JSON itself'],
    ['{"a":"\\"","key":"x ${object}"}', 'OSS puts the quotes around ${object} in JSON itself'],
    ['{"key":${object},}', 'it is not JSON once its variables are filled in'],
    ['key=${object}', 'it is not JSON once its variables are filled in'],
  ])('is refused when its body is no JSON: %s', (body, said) => {
    expect(verdict({ body }, json)).toContain(`callback-body: ${said}`);
  });
});
