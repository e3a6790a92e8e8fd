import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import {
  emptyPayloadHash,
  presignS3,
  type S3Request,
  s3CanonicalRequest,
  s3UnsignedPayload,
  signS3,
} from '../../../main/remote/sign-s3.ts';
import { encodeKey } from '../../../main/remote/uri.ts';

/** The constructor that the AWS signer asks for. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView) {
    this.#hash.update(bytesOf(data));
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** Small seeded generator (mulberry32): the same requests on every run. */
function createRandom(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const letters = [...'abcXYZ019-_.~/ +%?#&=:;,@!\'()*$[]{}|\\"<>^`\t报告é😀\u0001'];
const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];
const values = ['plain', '  spaced   out  ', 'a=b;c', '100%', 'text/plain; charset=utf-8'];

function randomRequest(seed: number): { request: S3Request; payloadHash: string } {
  const random = createRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  const text = (longest: number) => Array.from({ length: 1 + random(longest) }, () => pick(letters)).join('');
  const query = new Map<string, string>();
  for (let left = random(5); left > 0; left -= 1) query.set(text(6), random(4) === 0 ? '' : text(12));
  const headers: Record<string, string> = { host: `bucket.example.com:${9000 + random(10)}` };
  if (random(2)) headers['content-type'] = pick(values);
  if (random(2)) headers['content-md5'] = 'M3szwC+JSTAmhDmD/ycqMA==';
  if (random(2)) headers['if-none-match'] = '*';
  if (random(2)) headers['range'] = 'bytes=0-9';
  if (random(2)) headers['cache-control'] = 'no-cache';
  if (random(2)) headers['user-agent'] = 'longshore';
  for (let left = random(4); left > 0; left -= 1) headers[`x-amz-meta-${left}`] = pick(values);
  return {
    request: { method: pick(methods), path: `/${encodeKey(text(30))}`, query: [...query], headers },
    payloadHash: pick([s3UnsignedPayload, emptyPayloadHash]),
  };
}

/** The same request as the AWS signer wants it. */
function awsRequest(request: S3Request, extra: Record<string, string> = {}) {
  const [hostname = '', port] = (request.headers['host'] ?? '').split(':');
  return {
    method: request.method,
    protocol: 'https:',
    hostname,
    port: Number(port),
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: { ...request.headers, ...extra },
  };
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);
const nowMs = Date.UTC(2025, 0, 2, 3, 4, 5);

describe.each([
  {
    keys: 'permanent',
    signer: { accessKeyId: 'AKID', accessKeySecret: 'se/cret', region: 'eu-central-1' },
  },
  {
    keys: 'temporary',
    signer: {
      accessKeyId: 'AKID',
      accessKeySecret: 'other',
      securityToken: 'to+ken/==',
      region: 'us-east-1',
    },
  },
])('with $keys keys', ({ signer }) => {
  const aws = new SignatureV4({
    service: 's3',
    region: signer.region,
    uriEscapePath: false,
    sha256: Sha256,
    credentials: {
      accessKeyId: signer.accessKeyId,
      secretAccessKey: signer.accessKeySecret,
      ...('securityToken' in signer ? { sessionToken: signer.securityToken } : {}),
    },
  });

  test.each(seeds)('the AWS signer agrees on header signatures (seed %i)', async seed => {
    const { request, payloadHash } = randomRequest(seed);
    const ours = signS3(request, signer, nowMs, payloadHash);
    const theirs = await aws.sign(awsRequest(request, { 'x-amz-content-sha256': payloadHash }), {
      signingDate: new Date(nowMs),
    });
    expect(ours['authorization']).toBe(theirs.headers['authorization']);
    expect(ours['x-amz-security-token']).toBe(theirs.headers['x-amz-security-token']);
  });

  test.each(seeds)('the AWS signer agrees on presigned URLs (seed %i)', async seed => {
    const { request } = randomRequest(seed);
    const names = Object.keys(request.headers).filter(name => name.startsWith('x-amz-'));
    const ours = Object.fromEntries(presignS3(request, signer, nowMs, 900));
    const theirs = await aws.presign(awsRequest(request, { 'x-amz-content-sha256': s3UnsignedPayload }), {
      signingDate: new Date(nowMs),
      expiresIn: 900,
      unhoistableHeaders: new Set([...names, 'x-amz-content-sha256']),
      unsignableHeaders: new Set(['x-amz-content-sha256']),
    });
    expect(ours).toEqual(theirs.query);
  });
});

test('a header that is named as signed and not sent is empty, whatever its name', () => {
  const request: S3Request = { method: 'GET', path: '/', query: [], headers: { host: 'h' } };
  expect(s3CanonicalRequest(request, ['constructor', 'host'], emptyPayloadHash)).toContain(
    '\nconstructor:\nhost:h\n',
  );
});
