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
const xml = (body: string) =>
  head('200 OK', ['x-oss-request-id: 5C3D', 'Content-Type: application/xml'], body);
const samples = {
  plain: head('200 OK', object),
  checked: head(
    '200 OK',
    [...object, 'x-amz-checksum-crc32: y/Q5Jg==', 'x-amz-checksum-type: FULL_OBJECT'],
    '123456789',
  ),
  range: head('206 Partial Content', [...object, 'Content-Range: bytes 0-8/9'], '123456789'),
  list: xml(
    '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size><ETag>"e"</ETag><LastModified>2024-01-02T03:04:05.000Z</LastModified></Contents></ListBucketResult>',
  ),
  begun: xml('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>'),
  uploads: xml(
    '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>k</Key><UploadId>u</UploadId><Initiated>2012-02-23T04:18:23.000Z</Initiated></Upload></ListMultipartUploadsResult>',
  ),
  parts: xml(
    '<ListPartsResult><UploadId>u</UploadId><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><ETag>"3349DC700140D7F86A07848427800000"</ETag><Size>9</Size><HashCrc64ecma>123</HashCrc64ecma></Part></ListPartsResult>',
  ),
  deleted: xml('<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>'),
  gone: head('204 No Content', object),
  chunked: `HTTP/1.1 200 OK\r\n${object.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
} as const;
/** Answers that may come to any call. */
const others = [
  xml(
    '<CompleteMultipartUploadResult><ETag>"e-1"</ETag><HashCrc64ecma>1</HashCrc64ecma></CompleteMultipartUploadResult>',
  ),
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

/** What the engine asks, with the answers that it may get to it. */
const calls: readonly {
  readonly answers: readonly string[];
  readonly ask: (store: ObjectStore) => Promise<unknown>;
}[] = [
  { answers: [samples.plain], ask: store => store.head('key', never) },
  {
    answers: [samples.plain, samples.checked],
    ask: store => store.put('key', createMemoryBody(Buffer.from('123456789')), {}, never),
  },
  { answers: [samples.begun], ask: store => store.begin('key', {}, never) },
  { answers: [samples.list], ask: store => store.list({ prefix: '' }, never) },
  { answers: [samples.uploads], ask: store => store.listUploads('', null, never) },
  { answers: [samples.parts], ask: store => store.listParts({ key: 'key', uploadId: 'u' }, 0, never) },
  { answers: [samples.gone], ask: store => store.delete('key', never) },
  { answers: [samples.deleted], ask: store => store.deleteMany(['a', 'b'], never) },
  { answers: [samples.gone], ask: store => store.abandon({ key: 'key', uploadId: 'u' }, never) },
  {
    answers: [samples.checked, samples.range, samples.chunked],
    async ask(store) {
      const { bytes } = await store.get('key', null, never);
      for await (const _ of bytes);
    },
  },
];

export const httpAnswers: FuzzTarget = {
  name: 'HTTP answers',
  cost: 20,
  leastTaken: 0.12,
  async open(told, atEnd) {
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
    const right = fc.oneof(...calls.map(call => spoilt(call.answers, bits).map(text => ({ call, text }))));
    const any = fc.record({
      call: fc.constantFrom(...calls),
      text: spoilt([...Object.values(samples), ...others], bits),
    });
    return fc.asyncProperty(
      fc.oneof({ weight: 3, arbitrary: right }, { weight: 1, arbitrary: any }),
      fc.constantFrom(...stores),
      async ({ call, text }, store) => {
        bytes = Buffer.from(text, 'latin1');
        await clearly(told, async () => {
          await call.ask(store);
          told.taken();
        });
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
