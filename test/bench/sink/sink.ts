import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { combineCrc } from '../../../main/model/crc-combine.ts';
import { createDigest } from '../../../main/model/digest.ts';

/**
 * What main.c does, for machines without a compiler, at the speed of Node and without its simulated line: `sink.ts [--checksum NAME]
 * [--cert FILE --key FILE]` prints its address, and for each line that comes in what has happened so far, as JSON.
 */
const { values } = parseArgs({
  options: {
    checksum: { type: 'string', default: 'crc64' },
    cert: { type: 'string' },
    key: { type: 'string' },
  },
});
const algorithm = values.checksum === 'crc32' || values.checksum === 'crc64nvme' ? values.checksum : 'crc64';

interface Piece {
  readonly size: number;
  readonly crc: string;
}
interface Kept extends Piece {
  readonly etag: string;
  readonly at: Date;
}

const objects = new Map<string, Kept>();
const uploads = new Map<string, Map<number, Piece>>();
const counts = { requests: 0, refused: 0, connections: 0 };
const missing = '<Error><Code>NoSuchKey</Code><Message>The sink keeps no bytes.</Message></Error>';

async function take(request: IncomingMessage): Promise<Piece> {
  const digest = await createDigest(algorithm);
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    digest.update(chunk);
    size += chunk.byteLength;
  }
  const decoded = Number(request.headers['x-amz-decoded-content-length']);
  return { size: decoded || size, crc: digest.hex() };
}

function keep(key: string, piece: Piece): Kept {
  const etag = `"${createHash('md5').update(`${key} ${counts.requests}`).digest('hex').toUpperCase()}-1"`;
  const kept = { ...piece, etag, at: new Date() };
  objects.set(key, kept);
  return kept;
}

function checksumHeaders({ crc }: Piece): Record<string, string> {
  if (algorithm === 'crc64') return { 'x-oss-hash-crc64ecma': BigInt(`0x${crc}`).toString() };
  const base64 = Buffer.from(crc, 'hex').toString('base64');
  return { [`x-amz-checksum-${algorithm}`]: base64, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

const objectHeaders = (kept: Kept) => ({
  etag: kept.etag,
  'last-modified': kept.at.toUTCString(),
  ...checksumHeaders(kept),
});

function listing(prefix: string): string {
  const contents = [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { size, etag, at }]) =>
        `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><ETag>${etag.replace('-1', '')}</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
    );
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}

function join(parts: Map<number, Piece>): Piece {
  return [...parts]
    .sort(([a], [b]) => a - b)
    .map(([, part]) => part)
    .reduce((whole, part) => ({
      size: whole.size + part.size,
      crc: combineCrc(algorithm, whole.crc, part.crc, part.size),
    }));
}

function complete(key: string, upload: string, parts: Map<number, Piece>, answer: ServerResponse): void {
  const whole = keep(key, join(parts));
  uploads.delete(upload);
  const base64 = Buffer.from(whole.crc, 'hex').toString('base64');
  const name = `Checksum${algorithm.toUpperCase()}`;
  const told =
    algorithm === 'crc64' ? '' : `<${name}>${base64}</${name}><ChecksumType>FULL_OBJECT</ChecksumType>`;
  answer.writeHead(200, objectHeaders(whole));
  const root = 'CompleteMultipartUploadResult';
  answer.end(`<${root}><Key>${key}</Key><ETag>${whole.etag}</ETag>${told}</${root}>`);
}

async function handle(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  counts.requests += 1;
  answer.setHeader('x-oss-request-id', String(counts.requests));
  answer.setHeader('x-amz-request-id', String(counts.requests));
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sink');
  const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
  const upload = searchParams.get('uploadId') ?? '';
  const parts = uploads.get(upload);
  const { method } = request;
  const piece = await take(request);
  if (method === 'PUT' && parts) {
    parts.set(Number(searchParams.get('partNumber')), piece);
    answer.writeHead(200, { etag: `"${counts.requests}-1"`, ...checksumHeaders(piece) }).end();
  } else if (method === 'PUT') {
    answer.writeHead(200, objectHeaders(keep(key, piece))).end();
  } else if (method === 'POST' && searchParams.has('uploads')) {
    const id = String(counts.requests);
    uploads.set(id, new Map());
    if (request.headers['x-amz-checksum-type'] !== undefined) {
      answer.setHeader('x-amz-checksum-algorithm', algorithm.toUpperCase());
      answer.setHeader('x-amz-checksum-type', 'FULL_OBJECT');
    }
    answer.end(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  } else if (method === 'POST' && parts) {
    complete(key, upload, parts, answer);
  } else if (method === 'DELETE') {
    answer.writeHead(204).end();
  } else if (key === '' && searchParams.has('uploads')) {
    answer.end('<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>');
  } else if (key === '' && searchParams.has('location')) {
    answer.end('<LocationConstraint></LocationConstraint>');
  } else if (key === '') {
    answer.end(listing(searchParams.get('prefix') ?? ''));
  } else {
    const kept = method === 'HEAD' ? objects.get(key) : undefined;
    if (kept) answer.writeHead(200, { 'content-length': kept.size, ...objectHeaders(kept) }).end();
    else answer.writeHead(404, { 'x-oss-err': Buffer.from(missing).toString('base64') }).end(missing);
  }
}

/** A request that breaks off takes its connection with it. */
const serve = (request: IncomingMessage, answer: ServerResponse) => {
  handle(request, answer).catch(() => answer.destroy());
};
const { cert, key } = values;
const server =
  cert !== undefined && key !== undefined
    ? createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, serve)
    : createServer(serve);
server.on('connection', () => {
  counts.connections += 1;
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sink has no port');
  console.log(`${cert === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`);
});
const lines = createInterface({ input: process.stdin });
lines.on('line', () => {
  const bytes = [...objects.values()].reduce((sum, { size }) => sum + size, 0);
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  console.log(JSON.stringify({ ...counts, objects: objects.size, bytes, cpuSeconds }));
});
lines.on('close', () => process.exit(0));
