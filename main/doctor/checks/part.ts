import { type Finding, passed } from '../report.ts';
import { sampleBody } from '../sample.ts';
import { uploadIn, type Visit } from '../visit.ts';

export async function checkPart({ store, notes, signal }: Visit): Promise<Finding> {
  const { key, uploadId, algorithm } = uploadIn(notes);
  notes.part = await store.sendPart({ key, uploadId, number: 1, algorithm, body: sampleBody() }, signal);
  return passed('part.works');
}
