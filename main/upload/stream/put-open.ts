import { AppError } from '../../base/app-error.ts';
import { noted, problem } from '../../base/said.ts';
import type { Checksum } from '../../model/checksum.ts';
import { createDigest } from '../../model/digest.ts';
import type { Proof } from '../../model/proof.ts';
import type { ObjectStore, StoredObject } from '../../remote/object-store.ts';
import { isAnswerLost } from '../complete-upload.ts';
import { findObject, proveStored } from '../prove-stored.ts';
import type { StreamReader } from './reader.ts';
import type { StreamRun } from './stream-run.ts';
import type { StreamSource } from './stream-source.ts';

/** Throws `options.unsupported` where a store can't take the stream by one PUT, and `file.too-large`. Sends nothing. */
export function checkSimple(store: ObjectStore, source: StreamSource, firstBuffer: number): void {
  const { maxPut } = store.limits;
  if (source.size !== null && source.size > maxPut) {
    const facts = { path: source.name, size: source.size, largest: maxPut };
    throw new AppError('file.too-large', 'one PUT cannot hold this stream', facts);
  }
  if (store.putStream || (source.size !== null && source.size <= firstBuffer)) return;
  const found = problem(source.size === null ? 'stream.noUnknownLength' : 'stream.checksumFirst');
  throw new AppError('options.unsupported', `one PUT is not possible: ${found.problem}`, {
    ...found,
    option: 'simple',
  });
}

/**
 * Sends a stream by one request whose length is open, and proves it by the checksum computed on the way. There is one
 * attempt, for the bytes can't be had again, and a source that is silent for longer than a request may stand still ends it.
 * `begun` is full of the bytes that were read already.
 */
export async function putOpen(run: StreamRun, begun: Uint8Array, reader: StreamReader): Promise<Proof> {
  const { store, target, options, turns, rateLimit, ledger, id, signal } = run;
  const { putStream, algorithm } = store;
  if (!putStream) throw new AppError('bug', 'the store takes no open request');
  const { key } = target;
  const digest = await createDigest(algorithm);
  const moved = run.inFlight.track(`${id}:1`);
  let size = 0;
  let ours: Checksum | null = null;

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield begun;
    yield* reader.rest();
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks()) {
      size += chunk.byteLength;
      digest.update(chunk);
      for (let from = 0; from < chunk.byteLength; ) {
        const piece = chunk.subarray(from, from + rateLimit.chunkBytes);
        await rateLimit.take(piece.byteLength, signal);
        yield piece;
        moved.add(piece.byteLength);
        from += piece.byteLength;
      }
    }
    ours = { algorithm, value: digest.hex() };
    ledger.know(id);
  }

  /** Only a request that was sent to its end can have left the whole object. */
  const sent = (): Checksum | null => ours;
  const release = await turns.acquire('large', signal);
  let stored: StoredObject;
  try {
    stored = await putStream(key, bytes(), options, signal);
  } catch (thrown) {
    const whole = sent();
    if (signal.aborted || !whole || !isAnswerLost(thrown)) throw thrown;
    const note = noted('answerLost', { request: 'PUT' });
    run.onNote(id, 'answerLost', 'the answer to PUT did not arrive; asking the store', note);
    const found = await findObject({ store, key, size, signal }, whole);
    if (!found) throw thrown;
    stored = found;
  } finally {
    moved.end();
    release();
  }
  const whole = sent();
  if (!whole) throw new AppError('bug', 'the request was answered before its end');
  // Whether an object was there before is not known, so nothing is removed.
  const proof = await proveStored({ ...run, key, size }, whole, stored, true);
  ledger.confirm(id, size);
  return proof;
}
