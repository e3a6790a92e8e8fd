import { type Finding, passed, skipped } from '../report.ts';
import { sampleBody } from '../sample.ts';
import type { Visit } from '../visit.ts';

export async function checkAppend({ store, prefix, notes, signal }: Visit): Promise<Finding> {
  if (store.append === undefined) return skipped('append.none');
  const key = `${prefix}appended.txt`;
  notes.keys.add(key);
  const { position } = await store.append({ key, position: 0, body: sampleBody(), options: {} }, signal);
  await store.append({ key, position, body: sampleBody(), options: {} }, signal);
  return passed('append.works');
}
