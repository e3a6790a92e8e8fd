import { type AddressInfo, createServer } from 'node:net';
import fc from 'fast-check';
import { systemClock } from '../../../main/base/clock.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import { createClockOffset } from '../../../main/remote/clock-offset.ts';
import { closeConnections } from '../../../main/remote/dispatcher.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { openStore } from '../../../main/remote/open-store.ts';
import { testKey } from '../../support/local-bucket.ts';
import { fixedCredentials, never } from '../../support/world.ts';
import { spoilt } from './rubbish.ts';
import { clearly, type FuzzTarget } from './target.ts';

const head = (status: string, headers: readonly string[], body = '') =>
  [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${body.length}`, '', body].join('\r\n');

const object = [
  'x-oss-request-id: 5C3D9175B6FC201293AD****',
  'ETag: "fba9dede5f27731c9771645a39863328"',
  'x-oss-hash-crc64ecma: 11051210869376104954',
  'Last-Modified: Tue, 04 Dec 2018 15:56:37 GMT',
  'x-oss-object-type: Normal',
];
const samples = [
  head('200 OK', object),
  head(
    '200 OK',
    [...object, 'x-amz-checksum-crc32: y/Q5Jg==', 'x-amz-checksum-type: FULL_OBJECT'],
    '123456789',
  ),
  head('206 Partial Content', [...object, 'Content-Range: bytes 0-8/9'], '123456789'),
  head(
    '200 OK',
    ['Content-Type: application/xml'],
    '<ListBucketResult><Contents><Key>a</Key><Size>1</Size><ETag>"e"</ETag></Contents></ListBucketResult>',
  ),
  head(
    '200 OK',
    ['Content-Type: application/xml'],
    '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>',
  ),
  head(
    '200 OK',
    ['Content-Type: application/xml'],
    '<CompleteMultipartUploadResult><ETag>"e-1"</ETag><HashCrc64ecma>1</HashCrc64ecma></CompleteMultipartUploadResult>',
  ),
  head('204 No Content', object),
  head(
    '403 Forbidden',
    ['x-oss-ec: 0003-00000001', 'Date: Tue, 04 Dec 2018 15:56:37 GMT'],
    '<Error><Code>RequestTimeTooSkewed</Code></Error>',
  ),
  head(
    '301 Moved',
    ['Location: http://127.0.0.1/'],
    '<Error><Code>AccessDenied</Code><Endpoint>oss-cn-x.aliyuncs.com</Endpoint></Error>',
  ),
  head('503 Slow Down', ['Retry-After: 99999999999999999999'], '<Error><Code>SlowDown</Code></Error>'),
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
];
const bits = [
  ...[
    '\r\n',
    '\n',
    '\r\n\r\n',
    ':',
    ' ',
    '\u0000',
    'HTTP/1.1',
    'HTTP/9.9',
    '200',
    '999',
    '0',
    '-1',
    'ffffffff',
    '99999999999999999999',
  ],
  ...[
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Content-Encoding: gzip\r\n',
    'Connection: close\r\n',
    'Date: x\r\n',
  ],
  ...[
    'ETag: \r\n',
    'x-oss-hash-crc64ecma: -1\r\n',
    'x-amz-checksum-crc32: ====\r\n',
    'Content-Range: bytes 5-1/0\r\n',
    '<Error>',
    '\u00ff',
  ],
];

const calls: readonly ((store: ObjectStore) => Promise<unknown>)[] = [
  store => store.head('key', never),
  store => store.put('key', createMemoryBody(Buffer.from('123456789')), {}, never),
  store => store.begin('key', {}, never),
  store => store.list({ prefix: '' }, never),
  store => store.listUploads('', null, never),
  store => store.listParts({ key: 'key', uploadId: 'u' }, 0, never),
  store => store.delete('key', never),
  store => store.deleteMany(['a', 'b'], never),
  store => store.abandon({ key: 'key', uploadId: 'u' }, never),
  async store => {
    const { bytes } = await store.get('key', null, never);
    for await (const _ of bytes);
  },
];

export const httpAnswers: FuzzTarget = {
  name: 'HTTP answers',
  cost: 20,
  async open(tell, atEnd) {
    let bytes = Buffer.alloc(0);
    const server = createServer(socket => {
      socket.on('error', () => {});
      // Some answer before they were asked all, and all of them hang up.
      socket.once('data', () => socket.end(bytes));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    atEnd(async () => {
      await closeConnections();
      await new Promise(resolve => server.close(resolve));
    });
    const stores = (['oss', 's3'] as const).map(kind => storeAt(kind, port));
    return fc.asyncProperty(
      spoilt(samples, bits),
      fc.constantFrom(...stores),
      fc.constantFrom(...calls),
      async (text, store, call) => {
        bytes = Buffer.from(text, 'latin1');
        await clearly(tell, () => call(store));
      },
    );
  },
};

function storeAt(kind: StoreKind, port: number): ObjectStore {
  return openStore(
    {
      address: {
        kind,
        endpoint: `http://127.0.0.1:${port}`,
        bucket: 'bucket',
        region: 'cn-hangzhou',
        addressing: 'path',
      },
      signing: 'v4',
      checksum: 'crc32',
      clockOffset: createClockOffset(),
      network: {
        proxy: 'none',
        caFile: null,
        connectTimeoutMs: 5_000,
        progressTimeoutMs: 1_000,
        connections: 4,
      },
    },
    { credentials: fixedCredentials(testKey), onNotice: () => {}, now: systemClock.now },
  );
}
