import { toAppError } from '../../base/app-error.ts';
import { type Finding, passed, warned } from '../report.ts';
import { sampleBody } from '../sample.ts';
import type { Visit } from '../visit.ts';

/** An upload with one part, begun to be given up. */
export async function checkAbort({ store, prefix, notes, signal }: Visit): Promise<Finding> {
  const key = `${prefix}given-up.txt`;
  const { uploadId, algorithm } = await store.begin(key, {}, signal);
  const upload = { key, uploadId };
  notes.uploads.set(uploadId, { ...upload, algorithm });
  await store.sendPart({ ...upload, number: 1, algorithm, body: sampleBody() }, signal);
  await store.abandon(upload, signal);
  try {
    await store.listParts(upload, 0, signal);
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code !== 'upload.gone' && code !== 'remote.denied') throw thrown;
    notes.uploads.delete(uploadId);
    return passed('abort.gone');
  }
  return warned('abort.stillListed');
}
