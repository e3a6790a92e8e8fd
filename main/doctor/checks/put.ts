import { type Finding, passed } from '../report.ts';
import { sampleBody } from '../sample.ts';
import type { Visit } from '../visit.ts';

export async function checkPut({ store, prefix, notes, signal }: Visit): Promise<Finding> {
  const key = `${prefix}put.txt`;
  notes.keys.add(key);
  const stored = await store.put(key, sampleBody(), {}, signal);
  notes.putChecksum = stored.checksum;
  // OSS says `null` of objects in a bucket whose versioning is suspended.
  notes.keepsVersions = stored.versionId !== null && stored.versionId !== 'null';
  return passed('put.works');
}
