import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeAwsChunked } from '../../../main/bucket/aws-chunked.ts';
import type { ChunkChain } from '../../../main/bucket/chunk-signatures.ts';
import { s3Signature, s3SigningKey } from '../../../main/remote/sign-s3.ts';

/** The example of the AWS documentation, "Signature calculations: transferring payload in multiple chunks". */
const chain: ChunkChain = {
  key: s3SigningKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '20130524', 'us-east-1'),
  time: '20130524T000000Z',
  scope: '20130524/us-east-1/s3/aws4_request',
  seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};
const signatures = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];

function signedBody(fill = 'a'): Buffer {
  const chunk = (size: number, signature = '') =>
    `${size.toString(16)};chunk-signature=${signature}\r\n${fill.repeat(size)}\r\n`;
  return Buffer.from(chunk(65536, signatures[0]) + chunk(1024, signatures[1]) + chunk(0, signatures[2]));
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const announced = new Set(['x-amz-checksum-crc32']);

async function decode(bytes: Buffer, size: number, by: ChunkChain | null) {
  const trailers = new Map<string, string>();
  const chunks: Uint8Array[] = [];
  // A copy: chunks need not outlive the next one.
  for await (const chunk of decodeAwsChunked(inPieces(bytes, size), by, trailers, announced)) {
    chunks.push(chunk.slice());
  }
  return { text: Buffer.concat(chunks).toString(), trailers: Object.fromEntries(trailers) };
}

describe('aws-chunked', () => {
  test.each([1_000_000, 65536, 1000, 7])(
    'the signed example of AWS is accepted in pieces of %i bytes',
    async size => {
      expect((await decode(signedBody(), size, chain)).text).toBe('a'.repeat(66560));
    },
  );

  test('a changed byte breaks the signature of its chunk', async () => {
    await expect(decode(signedBody('b'), 1000, chain)).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  test('a chunk that is missing breaks the chain', async () => {
    const whole = signedBody();
    const cut = whole.subarray(whole.indexOf('400;'));
    await expect(decode(cut, 1000, chain)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  test.each([1, 2, 3, 5, 100])('trailers are read in pieces of %i bytes', async size => {
    const body = Buffer.from('5\r\nhello\r\n3\r\n oh\r\n0\r\nX-Amz-Checksum-Crc32: AAAAAA==\r\n\r\n');
    expect(await decode(body, size, null)).toEqual({
      text: 'hello oh',
      trailers: { 'x-amz-checksum-crc32': 'AAAAAA==' },
    });
  });

  test.each([
    ['ends inside of a chunk', '5\r\nhel', 'IncompleteBody'],
    ['ends before the last chunk', '5\r\nhello\r\n', 'IncompleteBody'],
    ['has no size', 'hello\r\n', 'InvalidRequest'],
    ['has a chunk that is longer than it says', '3\r\nhello\r\n0\r\n\r\n', 'InvalidRequest'],
    ['has a trailer without a value', '0\r\nnothing\r\n\r\n', 'InvalidRequest'],
  ])('a body that %s is refused', async (_, text, code) => {
    await expect(decode(Buffer.from(text), 4, null)).rejects.toMatchObject({ code });
  });

  test('a line without end is not gathered for ever', async () => {
    await expect(decode(Buffer.alloc(100_000, 0x31), 1000, null)).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  });

  test('signed chunks need their trailers signed as well', async () => {
    const whole = signedBody();
    const body = Buffer.concat([whole.subarray(0, -2), Buffer.from('x-amz-checksum-crc32:AAAAAA==\r\n\r\n')]);
    await expect(decode(body, 1000, chain)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  /** The example up to its last chunk, and the signature of these trailers. */
  function trailed(trailers: string) {
    const text = ['AWS4-HMAC-SHA256-TRAILER', chain.time, chain.scope, signatures[2]];
    text.push(createHash('sha256').update(trailers).digest('hex'));
    const signature = s3Signature(chain.key, text.join('\n'));
    return { start: signedBody().subarray(0, -2), signature: `x-amz-trailer-signature:${signature}\r\n` };
  }

  const checksum = 'x-amz-checksum-crc32:AAAAAA==';

  test.each([
    ['of minio-go, with an empty line before the signature', `${checksum}\n\r\n`],
    ['of the AWS SDKs', `${checksum}\r\n`],
  ])('signed trailers in the form %s are read', async (_, lines) => {
    const { start, signature } = trailed(`${checksum}\n`);
    const body = Buffer.concat([start, Buffer.from(`${lines}${signature}\r\n`)]);
    for (const size of [1_000_000, 1000, 7]) {
      expect((await decode(body, size, chain)).trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
    }
  });

  test('a line after the signature of the trailers is refused', async () => {
    const { start, signature } = trailed(`${checksum}\n`);
    const body = Buffer.concat([start, Buffer.from(`${checksum}\r\n${signature}${checksum}\r\n\r\n`)]);
    await expect(decode(body, 1000, chain)).rejects.toMatchObject({ code: 'InvalidRequest' });
  });

  test.each([
    ['was not announced', 'x-amz-checksum-crc32c: AAAAAA==\r\n'],
    ['comes twice', `${checksum}\r\n${checksum}\r\n`],
    ['is too long', `x-amz-checksum-crc32:${' '.repeat(16 * 1024)}A\r\n`],
  ])('a trailer that %s is refused', async (_, lines) => {
    await expect(decode(Buffer.from(`0\r\n${lines}\r\n`), 1000, null)).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  });
});
