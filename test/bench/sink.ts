import { createServer } from 'node:http';
import { createDigest } from '../../main/model/digest.ts';

/**
 * A program of its own: takes single PUTs as OSS does, answers the CRC of what came and keeps nothing. Prints its address, and the number of
 * requests so far for each line that comes in.
 */
let requests = 0;
const server = createServer(async (request, answer) => {
  requests += 1;
  answer.setHeader('x-oss-request-id', String(requests));
  if (request.method === 'PUT') {
    const digest = await createDigest('crc64');
    for await (const chunk of request as AsyncIterable<Buffer>) digest.update(chunk);
    answer.setHeader('x-oss-hash-crc64ecma', BigInt(`0x${digest.hex()}`).toString());
    answer.setHeader('etag', `"${requests.toString(16).padStart(32, '0')}"`);
    answer.end();
    return;
  }
  request.resume();
  const { searchParams } = new URL(request.url ?? '/', 'http://sink');
  if (request.method === 'GET' && searchParams.has('list-type')) {
    answer.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
    return;
  }
  const error = '<Error><Code>NoSuchKey</Code><Message>The sink keeps nothing.</Message></Error>';
  answer.writeHead(404, { 'x-oss-err': Buffer.from(error).toString('base64') });
  answer.end(request.method === 'HEAD' ? undefined : error);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sink has no port');
  console.log(`http://127.0.0.1:${address.port}`);
});
process.stdin.on('data', () => console.log(requests));
process.stdin.on('end', () => process.exit(0));
