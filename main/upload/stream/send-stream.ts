import { noted } from '../../base/said.ts';
import type { Proof } from '../../model/proof.ts';
import { isConditional } from '../../remote/conditions.ts';
import { lookAtKey, requireWritable } from '../look-at-key.ts';
import { putBuffer } from './put-buffer.ts';
import { putOpen } from './put-open.ts';
import { createStreamReader, type StreamReader } from './reader.ts';
import { sendStreamByParts } from './send-stream-parts.ts';
import type { StreamRun } from './stream-run.ts';

/**
 * Takes a stream from its first byte to its proof. One that ends within the first buffer goes by one PUT from memory, a
 * longer one by parts. When it throws, nothing is stored: except after `upload.unproven`, and after a last request whose
 * answer was lost for good.
 */
export async function sendStream(run: StreamRun): Promise<Proof> {
  const { store, target, options, source, ledger, id, signal } = run;
  const { key } = target;
  // Before the first byte is read, for it may have taken an hour to make.
  if (isConditional(options)) requireWritable(key, await lookAtKey(store, key, signal), options);
  const reader = createStreamReader(source, key, bytes => ledger.grow(id, bytes), signal);
  try {
    const proof = await sendFrom(run, reader);
    if (options.callback && proof.callback === null) {
      run.onNote(
        id,
        'callbackUnknown',
        "the callback's outcome is not known, for the answer that tells it never arrived",
        noted('callbackUnknown'),
      );
    }
    return proof;
  } catch (thrown) {
    run.stop(thrown);
    throw signal.reason;
  } finally {
    reader.close();
  }
}

async function sendFrom(run: StreamRun, reader: StreamReader): Promise<Proof> {
  const { threshold, isSimple, plan, source, buffers, ledger, id } = run;
  const partSize = plan.partSize(1);
  const buffer = buffers.take(Math.min(partSize, source.size ?? partSize));
  const first = isSimple ? buffer : buffer.subarray(0, threshold);
  const end = await reader.fill(first, 0);
  const mayGoWhole = isSimple || end < threshold || end === 0;
  if (mayGoWhole && (await reader.isAtEnd())) {
    ledger.know(id);
    return putBuffer(run, buffer.subarray(0, end));
  }
  return isSimple ? putOpen(run, buffer, reader) : sendStreamByParts(run, reader, buffer, end);
}
