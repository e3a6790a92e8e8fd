import type { StoredPart } from '../../remote/object-store.ts';

/** A part as data; `uploads complete --parts` reads the same. `checksum` is hex, null where the store tells none. */
export function partFacts({ number, size, etag, checksum }: StoredPart): object {
  return {
    number,
    size,
    etag,
    algorithm: checksum?.algorithm ?? null,
    checksum: checksum?.value ?? null,
  };
}
