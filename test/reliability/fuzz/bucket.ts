import { connect } from 'node:net';
import fc, { type Arbitrary } from 'fast-check';
import { silentLog } from '../../../main/base/log.ts';
import type { operations } from '../../../main/bucket/operation.ts';
import { startLocalBucket, testBucket } from '../../support/local-bucket.ts';
import { type SignedRequest, sendSigned } from '../../support/signed-request.ts';
import { spoilt } from './rubbish.ts';
import { type FuzzTarget, soon } from './target.ts';

const heads = [
  `GET /${testBucket}/?list-type=2&prefix=a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  `PUT /${testBucket}/key HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello`,
  `PUT /${testBucket}/key HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  `GET /${testBucket}/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb&X-Amz-Date=20240102T030405Z&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  `DELETE /${testBucket}/key?uploadId=x HTTP/1.1\r\nHost: ${testBucket}.localhost\r\nAuthorization: OSS4-HMAC-SHA256 Credential=a/20240102/cn-hangzhou/oss/aliyun_v4_request,Signature=00\r\nx-oss-date: 20240102T030405Z\r\n\r\n`,
];
const bits = [
  '\r\n',
  ':',
  ' ',
  '?',
  '&',
  '=',
  '%',
  '%00',
  '%ff',
  '/',
  '//',
  '..',
  '-1',
  '99999999999',
  'HTTP/1.1',
  'Expect: 100-continue\r\n',
  'Content-Length: 9\r\n',
  'Range: bytes=5-1\r\n',
  '\u0000',
  'é',
];

const documents = [
  '<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>',
  '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"e"</ETag></Part></CompleteMultipartUpload>',
  '<CreateBucketConfiguration><StorageClass>IA</StorageClass></CreateBucketConfiguration>',
  '5;chunk-signature=00\r\nhello\r\n0;chunk-signature=00\r\n\r\n',
];
const queries = [
  'uploads',
  'uploadId',
  'partNumber',
  'list-type',
  'prefix',
  'delimiter',
  'marker',
  'continuation-token',
  'start-after',
  'max-keys',
  'max-parts',
  'part-number-marker',
  'encoding-type',
  'append',
  'position',
  'delete',
  'acl',
  'tagging',
  'versioning',
  'location',
  'stat',
  'bucketInfo',
  'callback',
  'x-oss-traffic-limit',
  'upload-id-marker',
  'key-marker',
];
const headerNames = [
  'range',
  'content-md5',
  'content-type',
  'x-oss-copy-source',
  'x-amz-copy-source',
  'x-oss-copy-source-range',
  'x-amz-copy-source-range',
  'x-oss-tagging',
  'x-amz-tagging',
  'x-oss-callback',
  'x-oss-callback-var',
  'x-oss-storage-class',
  'x-amz-storage-class',
  'x-oss-server-side-encryption',
  'x-amz-checksum-crc32',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-type',
  'x-oss-traffic-limit',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'x-oss-meta-a',
  'x-amz-meta-a',
  'x-amz-decoded-content-length',
  'content-encoding',
  'expires',
  'x-oss-object-acl',
  'x-oss-forbid-overwrite',
  'x-amz-mp-object-size',
];
const values = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '10001',
    '1e3',
    'NaN',
    '99999999999999999999',
    'bytes=0-',
    'bytes=5-1',
    `/${testBucket}/key`,
    'a=b&c',
    'true',
    '*',
    '"e"',
    'AES256',
    'CRC32',
    'url',
    '/',
    'e30=',
    'eyJjYWxsYmFja1VybCI6MX0=',
  ),
  fc.string(),
);
// Node itself refuses to send what is no header text.
const headerValues = values.map(text => text.replace(/[^\x20-\x7e]/g, ''));

/** Requests that the bucket carries out as they stand. */
function soundRequests(uploadId: string): readonly SignedRequest[] {
  const part = { key: 'large', query: [['partNumber', '1'] as const, ['uploadId', uploadId] as const] };
  return [
    { method: 'GET', key: 'key' },
    { method: 'HEAD', key: 'key' },
    { method: 'PUT', key: 'key', body: 'hello' },
    { method: 'DELETE', key: 'a/b' },
    {
      method: 'GET',
      query: [
        ['list-type', '2'],
        ['prefix', 'a'],
        ['max-keys', '5'],
      ],
    },
    {
      method: 'GET',
      query: [
        ['prefix', ''],
        ['delimiter', '/'],
      ],
    },
    { method: 'GET', query: [['uploads', '']] },
    { method: 'POST', key: 'more', query: [['uploads', '']] },
    { method: 'PUT', ...part, body: 'hello' },
    { method: 'GET', key: 'large', query: [['uploadId', uploadId]] },
    { method: 'PUT', key: 'a/b', headers: { 'x-oss-copy-source': `/${testBucket}/key` } },
    { method: 'POST', query: [['delete', '']], body: documents[0] ?? '' },
    { method: 'GET', bucket: null },
  ];
}

type Change = (request: SignedRequest) => SignedRequest;

/** One thing about a request is another, or there is something more. */
const changes: Arbitrary<Change> = fc.oneof(
  fc.constant<Change>(request => request),
  fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD').map(
    (method): Change =>
      request => ({ ...request, method }),
  ),
  fc.constantFrom(testBucket, 'other-bucket', null).map(
    (bucket): Change =>
      request => ({ ...request, bucket, ...(bucket === null ? { key: null } : {}) }),
  ),
  fc.oneof(fc.constantFrom('key', 'a/b', null), fc.string({ unit: 'binary', minLength: 1 })).map(
    (key): Change =>
      request => ({ ...request, key: request.bucket === null ? null : key }),
  ),
  fc.array(fc.tuple(fc.constantFrom(...queries), values), { minLength: 1, maxLength: 3 }).map(
    (more): Change =>
      request => ({ ...request, query: [...(request.query ?? []), ...more] }),
  ),
  fc.tuple(fc.nat(), values).map(
    ([nth, value]): Change =>
      request => ({
        ...request,
        query:
          request.query?.map((each, at, all) =>
            at === nth % all.length ? ([each[0], value] as const) : each,
          ) ?? [],
      }),
  ),
  fc.dictionary(fc.constantFrom(...headerNames), headerValues, { minKeys: 1, maxKeys: 3 }).map(
    (headers): Change =>
      request => ({ ...request, headers: { ...request.headers, ...headers } }),
  ),
  spoilt(documents, ['<', '>', '&', '<!DOCTYPE x>', '\u0000']).map(
    (body): Change =>
      request => ({ ...request, body }),
  ),
);

export const bucketRequests: FuzzTarget = {
  name: 'requests to the local bucket',
  cost: 20,
  leastTaken: 0.2,
  async open(told, atEnd) {
    const unforeseen: unknown[] = [];
    const log = {
      ...silentLog,
      error: (text: string, facts: unknown) => void unforeseen.push([text, facts]),
    };
    const { server, close } = await startLocalBucket({ log: log as typeof silentLog, idleMs: 2_000 });
    atEnd(close);
    await sendSigned(server, { method: 'PUT', key: 'key', body: 'hello' });

    /** Bytes as they are; the server answers, waits for more, or hangs up. */
    async function write(bytes: Buffer): Promise<void> {
      await soon(
        new Promise<void>(resolve => {
          const socket = connect(server.port, '127.0.0.1', () => socket.end(bytes));
          socket.on('error', () => resolve());
          socket.on('close', () => resolve());
          socket.resume();
        }),
      );
    }

    const begun = await sendSigned(server, { method: 'POST', key: 'large', query: [['uploads', '']] });
    const uploadId = /<UploadId>([^<]+)</.exec(begun.text)?.[1];
    if (uploadId === undefined) throw new Error(`no upload began: ${begun.text}`);
    const signed = fc
      .tuple(
        fc.constantFrom('oss' as const, 's3' as const, 'oss-v1' as const),
        fc.constantFrom(...soundRequests(uploadId)),
        fc.oneof(
          { weight: 4, arbitrary: fc.tuple(changes) },
          { weight: 1, arbitrary: fc.array(changes, { maxLength: 4 }) },
        ),
      )
      .map(([kind, request, all]) =>
        all.reduce((now, change) => change(now), { ...request, kind } as SignedRequest),
      );
    return fc.asyncProperty(spoilt(heads, bits), signed, async (head, request) => {
      await write(Buffer.from(head, 'latin1'));
      const { body: given, ...rest } = request;
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
      const answer = await soon(sendSigned(server, { ...rest, ...(hasBody ? { body: given ?? '' } : {}) }));
      told.code(String(answer.status));
      if (answer.status < 300) told.taken();
      const [found] = unforeseen.splice(0);
      if (found) throw new Error(`the bucket met what it had not foreseen: ${describe(found)}`);
    });
  },
};

function describe(found: unknown): string {
  const [text, facts] = found as [
    string,
    { readonly error?: unknown; readonly operation?: (typeof operations)[number] },
  ];
  const cause =
    facts.error instanceof Error ? (facts.error.stack ?? facts.error.message) : String(facts.error);
  return `${text}, ${facts.operation ?? ''}: ${cause}`;
}
