import { AppError } from '../../base/app-error.ts';
import { digestOf } from '../../model/digest.ts';
import type { SentPart } from '../../remote/object-store.ts';
import { type Finding, passed } from '../report.ts';
import { sampleText } from '../sample.ts';
import { uploadIn, type Visit } from '../visit.ts';

/** Joins the one part. */
export async function checkComplete({ store, notes, signal }: Visit): Promise<Finding> {
  const { key, uploadId, algorithm } = uploadIn(notes);
  if (notes.part === null) throw new AppError('bug', 'no part was sent before');
  const checksum = { algorithm, value: await digestOf(algorithm, Buffer.from(sampleText)) };
  const { number, etag, size }: SentPart = notes.part;
  notes.keys.add(key);
  const parts = [{ number, etag, checksum }];
  const stored = await store.complete({ key, uploadId, parts, size, checksum, options: {} }, signal);
  notes.uploads.delete(uploadId);
  notes.joinedChecksum = stored.checksum;
  return passed('complete.works');
}
