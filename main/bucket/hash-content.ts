import type { HeldBytes } from './blobs.ts';
import { type RunningAlgorithm, startDigest } from './checksums.ts';

/** Reads stored bytes again for digests that nobody kept; hex by algorithm. */
export async function hashContent(
  held: HeldBytes,
  first: number,
  size: number,
  wanted: readonly RunningAlgorithm[],
): Promise<ReadonlyMap<RunningAlgorithm, string>> {
  const hexes = new Map<RunningAlgorithm, string>();
  if (wanted.length === 0) return hexes;
  const running = await Promise.all(
    [...new Set(wanted)].map(async name => [name, await startDigest(name)] as const),
  );
  for await (const chunk of held.read(first, size)) {
    for (const [, digest] of running) digest.update(chunk);
  }
  for (const [name, digest] of running) hexes.set(name, digest.hex());
  return hexes;
}
