import { type Finding, passed, skipped } from '../report.ts';
import { sampleBody } from '../sample.ts';
import type { Visit } from '../visit.ts';

export async function checkAppend({ store, prefix, notes, signal }: Visit): Promise<Finding> {
  if (store.append === undefined) return skipped('S3 has no appending');
  const key = `${prefix}appended.txt`;
  notes.keys.add(key);
  const { position } = await store.append({ key, position: 0, body: sampleBody(), options: {} }, signal);
  await store.append({ key, position, body: sampleBody(), options: {} }, signal);
  return passed('an object can be made and continued by appending');
}
