import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { combineCrc } from '../../main/model/crc-combine.ts';
import { createDigest } from '../../main/model/digest.ts';

interface SunkPart {
  readonly size: number;
  readonly crc: string;
}

export interface SinkBucket {
  /** Origin without a trailing slash. */
  readonly url: string;
  /** What was completed, by path. */
  readonly objects: ReadonlyMap<string, SunkPart>;
  /** Of the parts that came: how many were in flight at most, and how many were taken and refused. */
  readonly parts: { readonly peak: number; readonly taken: number; readonly refused: number };
}

export interface SinkSetup {
  /** A part is answered so much later than its last byte came. */
  readonly delayMs?: number;
  /** Parts that come while so many are in flight are answered with 503. */
  readonly refusesAbove?: number;
}

/**
 * A server that takes the multipart uploads of OSS and keeps of each part only its length and CRC, for streams that no
 * disk could hold. Whoever comes may do everything. Gone when the test is over.
 */
export async function startSinkBucket({
  delayMs = 0,
  refusesAbove = Number.POSITIVE_INFINITY,
}: SinkSetup = {}): Promise<SinkBucket> {
  const objects = new Map<string, SunkPart>();
  const uploads = new Map<string, Map<number, SunkPart>>();

  const counts = { peak: 0, taken: 0, refused: 0 };
  let inFlight = 0;

  async function answerPart(
    request: IncomingMessage,
    answer: ServerResponse,
    keep: (part: SunkPart) => void,
  ): Promise<void> {
    inFlight += 1;
    counts.peak = Math.max(counts.peak, inFlight);
    const isRefused = inFlight > refusesAbove;
    try {
      const part = await take(request);
      if (isRefused) {
        counts.refused += 1;
        answer.writeHead(503).end('<Error><Code>SlowDown</Code><Message>Too many.</Message></Error>');
        return;
      }
      if (delayMs > 0) await new Promise(resolve => setTimeout(resolve, delayMs));
      counts.taken += 1;
      keep(part);
      answer.writeHead(200, headersOf(part)).end();
    } finally {
      inFlight -= 1;
    }
  }

  async function take(request: IncomingMessage): Promise<SunkPart> {
    const digest = await createDigest('crc64');
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      digest.update(chunk);
      size += chunk.byteLength;
    }
    return { size, crc: digest.hex() };
  }

  function join(parts: Map<number, SunkPart>): SunkPart {
    const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
    return inOrder.reduce((whole, part) => ({
      size: whole.size + part.size,
      crc: combineCrc('crc64', whole.crc, part.crc, part.size),
    }));
  }

  const server = createServer(async (request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sink');
    const uploadId = searchParams.get('uploadId');
    const parts = uploads.get(uploadId ?? '');
    answer.setHeader('x-oss-request-id', randomUUID());
    if (request.method === 'PUT' && parts) {
      const number = Number(searchParams.get('partNumber'));
      await answerPart(request, answer, part => parts.set(number, part));
      return;
    }
    request.resume();
    if (request.method === 'POST' && searchParams.has('uploads')) {
      const id = randomUUID();
      uploads.set(id, new Map());
      const root = 'InitiateMultipartUploadResult';
      answer.end(`<${root}><UploadId>${id}</UploadId></${root}>`);
    } else if (request.method === 'GET' && searchParams.has('uploads')) {
      const root = 'ListMultipartUploadsResult';
      answer.end(`<${root}><IsTruncated>false</IsTruncated></${root}>`);
    } else if (request.method === 'POST' && parts && uploadId) {
      const whole = join(parts);
      uploads.delete(uploadId);
      objects.set(pathname, whole);
      const root = 'CompleteMultipartUploadResult';
      answer.writeHead(200, headersOf(whole)).end(`<${root}><Key>sunk</Key></${root}>`);
    } else {
      const root = '<Error><Code>NoSuchKey</Code><Message>It is not here.</Message></Error>';
      answer.writeHead(404, { 'x-oss-err': Buffer.from(root).toString('base64') });
      answer.end(request.method === 'HEAD' ? undefined : root);
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, parts: counts };
}

function headersOf(part: SunkPart): Record<string, string> {
  return {
    etag: `"${randomUUID().replaceAll('-', '').toUpperCase()}"`,
    'x-oss-hash-crc64ecma': BigInt(`0x${part.crc}`).toString(),
  };
}
