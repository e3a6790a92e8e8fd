import { toAppError } from '../../base/app-error.ts';
import { digestOf } from '../../model/digest.ts';
import { type Finding, passed, warned } from '../report.ts';
import { sampleBody, sampleText } from '../sample.ts';
import type { Visit } from '../visit.ts';

/** Tries to join two parts that are too small. Either answer is fine; it tells what to expect. */
export async function checkPartSize(visit: Visit): Promise<Finding> {
  const { store, prefix, notes, signal } = visit;
  const key = `${prefix}small-parts.txt`;
  const { uploadId, algorithm } = await store.begin(key, {}, signal);
  const upload = { key, uploadId };
  notes.uploads.set(uploadId, { ...upload, algorithm });
  const checksum = { algorithm, value: await digestOf(algorithm, Buffer.from(sampleText)) };
  const parts = [];
  for (const number of [1, 2]) {
    const { etag } = await store.sendPart({ ...upload, number, algorithm, body: sampleBody() }, signal);
    parts.push({ number, etag, checksum });
  }
  const whole = { algorithm, value: await digestOf(algorithm, Buffer.from(sampleText.repeat(2))) };
  notes.keys.add(key);
  try {
    const size = 2 * sampleText.length;
    await store.complete({ ...upload, parts, size, checksum: whole, options: {} }, signal);
  } catch (thrown) {
    if (toAppError(thrown).code !== 'upload.part-too-small') throw thrown;
    return passed('partSize.asDocumented', { least: store.limits.minPart });
  }
  notes.uploads.delete(uploadId);
  return warned('partSize.smaller', { least: store.limits.minPart });
}
