import { AppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import { type Finding, passed } from '../report.ts';
import { sampleText } from '../sample.ts';
import type { Visit } from '../visit.ts';

/** HEAD and GET of what `put` has stored; both need the same right. */
export async function checkGet({ store, prefix, signal }: Visit): Promise<Finding> {
  const key = `${prefix}put.txt`;
  const info = await store.head(key, signal);
  if (info === null)
    throw new AppError('object.missing', 'the object that was just stored is not there', { key });
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.get(key, null, signal)).bytes) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === sampleText) return passed('get.works');
  throw new AppError('proof.different', 'other bytes came back than were stored', {
    ...problem('proof.readBack'),
    key,
  });
}
