import type { Segment } from './blobs.ts';
import type { Call } from './call.ts';
import { type ChecksumClaim, checkClaim, claimOf } from './checksum-claim.ts';
import { base64ToHex, type RunningAlgorithm, startDigest } from './checksums.ts';
import { requireLength } from './payload.ts';
import { refuse } from './refusal.ts';

/** A body that has come in whole and is what its sender said it was. */
export interface Received {
  readonly size: number;
  /** One segment, or none for an empty body. */
  readonly segments: readonly Segment[];
  /** Hex of an algorithm that was asked for. */
  hex(algorithm: RunningAlgorithm): string;
}

/**
 * Streams the body of a call into a blob, then runs `commit`, which makes rows of it in one turn. Whatever fails, before
 * or in `commit`, leaves nothing behind.
 */
export async function receiveBlob<T>(
  call: Call,
  wanted: readonly RunningAlgorithm[],
  commit: (received: Received) => T,
): Promise<T> {
  requireLength(call.request, call.payload);
  const maxBytes = call.place.limits[call.dialect.kind].maxPut;
  if ((call.payload.size ?? 0) > maxBytes)
    throw refuse('EntityTooLarge', { elements: { MaxSizeAllowed: String(maxBytes) } });
  const writer = call.place.blobs.create();
  let digests: Digests;
  try {
    const claim = claimOf(call.request);
    digests = await take(call, wanted, claim, maxBytes, chunk => writer.write(chunk));
    await writer.finish();
  } catch (thrown) {
    await writer.drop();
    throw thrown;
  }
  try {
    const { size, hexes } = digests;
    const segments = size === 0 ? [] : [{ blob: writer.id, start: 0, size }];
    return commit({ size, segments, hex: algorithm => hexes.get(algorithm) ?? '' });
  } catch (thrown) {
    call.place.blobs.discard([writer.id]);
    throw thrown;
  }
}

/** The body of a call as text; for XML. `claim` is null where checksum headers speak of something else than the body. */
export async function receiveText(
  call: Call,
  maxBytes: number,
  claim = claimOf(call.request),
): Promise<string> {
  const chunks: Uint8Array[] = [];
  const sink = (chunk: Uint8Array): undefined => void chunks.push(chunk);
  await take(call, [], claim, maxBytes, sink);
  return Buffer.concat(chunks).toString('utf8');
}

interface Digests {
  readonly size: number;
  readonly hexes: ReadonlyMap<RunningAlgorithm, string>;
}

async function take(
  call: Call,
  wanted: readonly RunningAlgorithm[],
  claim: ChecksumClaim | null,
  maxBytes: number,
  sink: (chunk: Uint8Array) => Promise<void> | undefined,
): Promise<Digests> {
  const { request, payload } = call;
  const md5 = request.headers['content-md5'];
  const algorithms = new Set(wanted);
  if (md5 !== undefined) algorithms.add('md5');
  if (payload.sha256 !== null) algorithms.add('sha256');
  if (claim) algorithms.add(claim.algorithm);

  const running = new Map(
    await Promise.all([...algorithms].map(async name => [name, await startDigest(name)] as const)),
  );
  const digests = [...running.values()];
  let size = 0;
  for await (const chunk of payload.bytes) {
    size += chunk.length;
    if (size > maxBytes) throw refuse('EntityTooLarge', { elements: { MaxSizeAllowed: String(maxBytes) } });
    for (const digest of digests) digest.update(chunk);
    const wait = sink(chunk);
    if (wait) await wait;
  }
  if (payload.size !== null && size !== payload.size) throw refuse('IncompleteBody');

  const hexes = new Map<RunningAlgorithm, string>();
  for (const [name, digest] of running) {
    hexes.set(name, digest.hex());
  }
  checkPromises(call, md5, claim, hexes);
  return { size, hexes };
}

function checkPromises(
  call: Call,
  md5: string | undefined,
  claim: ChecksumClaim | null,
  hexes: ReadonlyMap<RunningAlgorithm, string>,
): void {
  const { payload } = call;
  if (md5 !== undefined && base64ToHex('md5', md5) !== hexes.get('md5')) throw refuse('InvalidDigest');
  if (payload.sha256 !== null && payload.sha256 !== hexes.get('sha256'))
    throw refuse('XAmzContentSHA256Mismatch');
  if (claim) checkClaim(claim, payload.trailers, hexes.get(claim.algorithm) ?? '');
}
