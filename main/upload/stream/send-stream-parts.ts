import { AppError } from '../../base/app-error.ts';
import { noted } from '../../base/said.ts';
import type { Receipt } from '../../model/part.ts';
import type { Proof } from '../../model/proof.ts';
import { completeUpload } from '../complete-upload.ts';
import { type Ending, proveStored } from '../prove-stored.ts';
import { combineReceipts } from '../verify.ts';
import { abandonStream, beginStream, type StreamUpload } from './begin-stream.ts';
import { createBufferBody } from './buffer-body.ts';
import { mostInFlight } from './part-buffers.ts';
import type { StreamReader } from './reader.ts';
import type { StreamRun } from './stream-run.ts';

/**
 * Sends a stream by parts and proves the object. `first` is the buffer of the first part, filled up to `end`. When it
 * throws, the server's parts are removed, or written down when that is not possible.
 */
export async function sendStreamByParts(
  run: StreamRun,
  reader: StreamReader,
  first: Uint8Array,
  end: number,
): Promise<Proof> {
  const { target, loose } = run;
  const upload = await beginStream(run);
  const { uploadId } = upload;
  let proof: Proof;
  try {
    loose.add({ target, uploadId, reason: 'stream' });
    proof = await finish(run, upload, await sendParts(run, upload, reader, first, end));
  } catch (thrown) {
    run.stop(thrown);
    await abandonStream(run, upload);
    throw thrown;
  }
  try {
    loose.remove(target, uploadId);
  } catch {
    // A proof is worth more than a tidy record.
  }
  return proof;
}

/**
 * Fills one buffer after the other and sends the full ones side by side, each from its own memory. The source waits while
 * all buffers are in use. Resolves with the receipts of all parts, and rejects when none is in flight any more.
 */
async function sendParts(
  run: StreamRun,
  upload: StreamUpload,
  reader: StreamReader,
  first: Uint8Array,
  firstEnd: number,
): Promise<readonly Receipt[]> {
  const { store, plan, buffers, ledger, id, signal } = run;
  const receipts: Receipt[] = [];
  const sending = new Set<Promise<void>>();

  async function start(number: number, buffer: Uint8Array, size: number): Promise<void> {
    while (sending.size >= mostInFlight(buffer.byteLength, run.parallel)) await Promise.race(sending);
    signal.throwIfAborted();
    const part = sendPart(run, upload, number, buffer.subarray(0, size))
      .then(receipt => {
        receipts[number - 1] = receipt;
        ledger.confirm(id, size);
        buffers.give(buffer);
      }, run.stop)
      .finally(() => sending.delete(part));
    sending.add(part);
  }

  if (plan.parts !== null) ledger.resume(id, 0, 0, plan.parts);
  try {
    let buffer = first;
    let end = firstEnd;
    for (let number = 1; ; number += 1) {
      end = await reader.fill(buffer, end);
      await start(number, buffer, end);
      // A full part is on its way before anybody knows whether another one follows.
      if (await reader.isAtEnd()) break;
      if (number >= store.limits.maxParts) throw tooLong(run);
      ledger.grow(id, 0, 1);
      buffer = buffers.take(plan.partSize(number + 1));
      end = 0;
    }
    ledger.know(id);
    await Promise.all(sending);
    signal.throwIfAborted();
    return receipts;
  } catch (thrown) {
    run.stop(thrown);
    await Promise.all(sending);
    throw thrown;
  }
}

async function sendPart(
  run: StreamRun,
  upload: StreamUpload,
  number: number,
  bytes: Uint8Array,
): Promise<Receipt> {
  const { store, options, rateLimit, turns, id, signal } = run;
  const { key, uploadId, algorithm } = upload;
  const { trafficLimit } = options;
  const release = await turns.acquire('large', signal);
  const moved = run.inFlight.track(`${id}:${number}`);
  try {
    const body = createBufferBody({ bytes, algorithm, rateLimit, moved, signal });
    const part = { key, uploadId, number, algorithm, body };
    const sent = await store.sendPart(trafficLimit === undefined ? part : { ...part, trafficLimit }, signal);
    if (!sent.checksum) throw new AppError('bug', 'a sent body is answered with its checksum');
    return { number, size: bytes.byteLength, etag: sent.etag, checksum: sent.checksum };
  } finally {
    moved.end();
    release();
  }
}

/** Joins the parts and proves the object. Given up now, it is brought to its end all the same, for it would leave an object. */
async function finish(run: StreamRun, upload: StreamUpload, parts: readonly Receipt[]): Promise<Proof> {
  const { target, options } = run;
  const { uploadId, existedBefore } = upload;
  const { key } = target;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const checksum = combineReceipts(target.address.kind, parts);
  const ending: Ending = { ...run, key, size, signal: run.lateSignal };
  const stored = await completeUpload(ending, { key, uploadId, parts, size, checksum, options }, error => {
    const reason = `the answer to Complete did not arrive (${error.code}); asking the store`;
    run.onNote(run.id, 'answerLost', reason, noted('answerLost', { request: 'Complete', code: error.code }));
  });
  return proveStored(ending, checksum, stored, existedBefore);
}

function tooLong({ plan, source, target }: StreamRun): AppError {
  const facts = { largest: plan.largest, name: source.name, key: target.key };
  return new AppError('stream.too-long', 'the stream is longer than all parts together', facts);
}
