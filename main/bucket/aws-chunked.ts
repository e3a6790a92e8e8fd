import { type ChunkChain, createChunkVerifier } from './chunk-signatures.ts';
import { createTrailerReader } from './chunk-trailers.ts';
import { refuse } from './refusal.ts';

/** Far above any chunk head or trailer that a client has reason to send. */
const maxLineBytes = 16 * 1024;

/**
 * The payload inside an `aws-chunked` body. Chunk signatures are verified when there is a chain, before the chunk counts
 * as received at the end; trailers land in `trailers`, names in lower case, if they were `announced`. Throws when the
 * form or a signature is wrong.
 */
export async function* decodeAwsChunked(
  encoded: AsyncIterable<Uint8Array>,
  chain: ChunkChain | null,
  trailers: Map<string, string>,
  announced: ReadonlySet<string>,
): AsyncGenerator<Uint8Array> {
  const signatures = chain ? createChunkVerifier(chain) : null;
  const trailerReader = createTrailerReader(signatures, trailers, announced);
  let rest: Uint8Array = new Uint8Array(0);
  let state: 'head' | 'data' | 'data-end' | 'trailers' | 'done' = 'head';
  let left = 0;
  let claimed = '';

  for await (const bytes of encoded) {
    let chunk = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    rest = chunk.subarray(0, 0);
    while (chunk.length > 0 && state !== 'done') {
      if (state === 'data') {
        const data = chunk.subarray(0, left);
        signatures?.update(data);
        yield data;
        left -= data.length;
        chunk = chunk.subarray(data.length);
        if (left === 0) {
          signatures?.endChunk(claimed);
          state = 'data-end';
        }
        continue;
      }
      const end = chunk.indexOf(0x0a);
      if (end < 0) {
        if (chunk.length > maxLineBytes) throw malformed();
        break;
      }
      const line = Buffer.from(chunk.buffer, chunk.byteOffset, end).toString('utf8').replace(/\r$/, '');
      chunk = chunk.subarray(end + 1);
      if (state === 'data-end') {
        if (line !== '') throw malformed();
        state = 'head';
      } else if (state === 'head') {
        ({ size: left, signature: claimed } = parseHead(line));
        if (left > 0) state = 'data';
        else {
          signatures?.endChunk(claimed);
          state = 'trailers';
        }
      } else if (trailerReader.take(line)) state = 'done';
    }
    rest = state === 'done' ? rest : chunk;
  }
  // Some clients leave out the empty line after the last trailer.
  if (state !== 'done' && !(state === 'trailers' && rest.length === 0)) throw refuse('IncompleteBody');
  trailerReader.end();
}

function parseHead(line: string): { size: number; signature: string } {
  const found = /^([0-9a-f]{1,12})(?:;\s*chunk-signature=([0-9a-f]{64}))?\s*$/i.exec(line);
  if (!found) throw malformed();
  return { size: Number.parseInt(found[1] ?? '', 16), signature: found[2] ?? '' };
}

function malformed() {
  return refuse('InvalidRequest', { message: 'The aws-chunked encoding of the body is malformed.' });
}
