import { expect, test } from 'vitest';
import { createClockOffset } from '../../main/remote/clock-offset.ts';
import { openStore } from '../../main/remote/open-store.ts';
import { testKey } from '../support/local-bucket.ts';
import { noAbort, testNetwork } from '../support/open-remote.ts';
import { startHttp } from '../support/tiny-server.ts';

test('a HEAD that is asked again over one connection does not wait for the body of the GET before', async () => {
  const size = 64 * 1024 ** 2;
  const found = { etag: '"e"', 'last-modified': new Date(0).toUTCString(), 'content-length': String(size) };
  const { port } = await startHttp(({ method, headers }, answer) => {
    if (method === 'HEAD' && headers['x-amz-checksum-mode'] !== undefined) answer.writeHead(400).end();
    // More than the buffers on the way take.
    else if (method === 'GET') answer.writeHead(200, found).end(Buffer.alloc(size));
    else answer.writeHead(200, found).end();
  });
  const store = openStore(
    {
      address: {
        ...{ kind: 's3', endpoint: `http://127.0.0.1:${port}`, bucket: 'bucket' },
        ...{ region: 'us-east-1', addressing: 'path' },
      },
      ...{ signing: 'v4', checksum: 'crc32', clockOffset: createClockOffset() },
      // Whoever waits for that body waits for longer than the test does.
      network: { ...testNetwork, connections: 1, progressTimeoutMs: 120_000 },
    },
    {
      credentials: { current: async () => testKey, invalidate() {} },
      onNotice: () => {},
      now: Date.now,
    },
  );
  expect(await store.head('a', noAbort)).toMatchObject({ etag: 'e', size });
}, 15_000);
