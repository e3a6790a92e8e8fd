import type { ChunkVerifier } from './chunk-signatures.ts';
import { refuse } from './refusal.ts';

const maxTrailerBytes = 16 * 1024;

/**
 * Reads the lines behind the last chunk. With signatures, an empty line may stand between the trailers and their
 * signature: minio-go ends the block that it signs with one.
 */
export function createTrailerReader(
  signatures: ChunkVerifier | null,
  trailers: Map<string, string>,
  announced: ReadonlySet<string>,
) {
  let signed = '';
  let bytes = 0;
  let isSigned = false;

  return {
    /** Takes one line without its end; true when it was the last. */
    take(line: string): boolean {
      bytes += line.length + 1;
      if (bytes > maxTrailerBytes) throw malformed();
      if (line === '') return signatures === null || isSigned || signed === '';
      const cut = line.indexOf(':');
      if (cut < 0 || isSigned) throw malformed();
      const name = line.slice(0, cut).trim().toLowerCase();
      const value = line.slice(cut + 1).trim();
      if (name === 'x-amz-trailer-signature') {
        signatures?.endTrailers(signed, value);
        isSigned = true;
      } else {
        if (!announced.has(name) || trailers.has(name)) throw malformed();
        trailers.set(name, value);
        signed += `${name}:${value}\n`;
      }
      return false;
    },

    /** Call when the body has ended: a chain covers its trailers, too. */
    end(): void {
      if (signatures && signed !== '' && !isSigned) throw refuse('SignatureDoesNotMatch');
    },
  };
}

function malformed() {
  return refuse('InvalidRequest', {
    message: 'The trailers of the body are malformed or were not announced.',
  });
}
