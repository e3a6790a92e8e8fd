import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../main/model/digest.ts';
import { buildSink, type SinkChecksum, type SinkProgram, startSink } from '../bench/start-sink.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** The compiled one is Node's again where there is no compiler. */
let programs: Readonly<Record<'compiled' | 'Node', SinkProgram>>;
const atEnd: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  const directory = await createTempDir(task => atEnd.push(task));
  const compiled = buildSink(directory).plain;
  programs = { compiled, Node: buildSink(directory, join(directory, 'no-compiler')).plain };
});
afterAll(() => Promise.all(atEnd.map(task => task())));

/** As the sink's answers tell it. */
async function told(algorithm: SinkChecksum, bytes: Buffer): Promise<string> {
  const hex = await digestOf(algorithm, bytes);
  return algorithm === 'crc64' ? BigInt(`0x${hex}`).toString() : Buffer.from(hex, 'hex').toString('base64');
}

describe.each(['compiled', 'Node'] as const)('the sink of the benchmark, %s', name => {
  const start = async (checksum: SinkChecksum) => {
    const sink = await startSink(programs[name], { checksum });
    onTestFinished(() => sink.close());
    const header = checksum === 'crc64' ? 'x-oss-hash-crc64ecma' : `x-amz-checksum-${checksum}`;
    const send = async (path: string, method: string, body?: Buffer<ArrayBuffer>) => {
      const answer = await fetch(`${sink.url}/bench/${path}`, { method, ...(body && { body }) });
      const text = await answer.text();
      return { status: answer.status, checksum: answer.headers.get(header), text };
    };
    return { sink, send };
  };

  test.each(['crc64', 'crc64nvme', 'crc32'] as const)('answers the %s of what came', async algorithm => {
    const { sink, send } = await start(algorithm);
    for (const size of [0, 1, 7, 8, 63, 64, 127, 128, 129, 191, 192, 4096, 300_001]) {
      const bytes = randomBytes(size);
      const answer = await send(`of-${size}`, 'PUT', bytes);
      expect(answer.checksum, `${size} bytes`).toBe(await told(algorithm, bytes));
      expect((await send(`of-${size}`, 'HEAD')).checksum).toBe(answer.checksum);
    }
    expect(await sink.stats()).toMatchObject({ objects: 13, refused: 0, requests: 26 });
  });

  test.each(['crc64', 'crc64nvme', 'crc32'] as const)('joins parts to one %s', async algorithm => {
    const { sink, send } = await start(algorithm);
    const bytes = randomBytes(150_000);
    const begun = await send('whole?uploads', 'POST');
    const id = /<UploadId>(\w+)</.exec(begun.text)?.[1];
    await send(`whole?partNumber=2&uploadId=${id}`, 'PUT', bytes.subarray(100_000));
    await send(`whole?partNumber=1&uploadId=${id}`, 'PUT', bytes.subarray(0, 100_000));
    const done = await send(`whole?uploadId=${id}`, 'POST', Buffer.from('<CompleteMultipartUpload/>'));
    expect(done).toMatchObject({ status: 200, checksum: await told(algorithm, bytes) });
    expect(await sink.stats()).toMatchObject({ objects: 1, bytes: 150_000 });
  });

  test('lists what it holds by name, and knows nothing else', async () => {
    const { send } = await start('crc64');
    for (const key of ['b/2', 'b/10', 'a']) await send(key, 'PUT', Buffer.from(key));
    const { text } = await send('?list-type=2&prefix=b%2F', 'GET');
    expect(
      [...text.matchAll(/<Key>(.*?)<\/Key>.*?<Size>(\d+)</g)].map(([, key, size]) => [key, size]),
    ).toEqual([
      ['b/10', '4'],
      ['b/2', '3'],
    ]);
    expect(await send('c', 'GET')).toMatchObject({ status: 404, text: expect.stringContaining('NoSuchKey') });
    expect(await send('c', 'HEAD')).toMatchObject({ status: 404 });
  });
});

test('a simulated line takes its time, and refuses what is too much at once', async context => {
  if (!programs.compiled.hasLine) return context.skip('no C compiler');
  const line = { rttMs: 50, rate: 1e6, busy: 2 };
  const sink = await startSink(programs.compiled, { line });
  onTestFinished(() => sink.close());
  const started = performance.now();
  const put = (key: number) =>
    fetch(`${sink.url}/bench/${key}`, { method: 'PUT', body: Buffer.alloc(200_000) }).then(
      ({ status }) => status,
    );
  const found = await Promise.all([1, 2, 3].map(put));
  // The connection's round trip, that of the answer, and 0.2 s for the bytes.
  expect(performance.now() - started).toBeGreaterThan(290);
  expect(found.toSorted()).toEqual([200, 200, 503]);
  expect(await sink.stats()).toMatchObject({ objects: 2, refused: 1 });
});
