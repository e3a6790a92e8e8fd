import { type Finding, passed } from '../report.ts';
import type { Visit } from '../visit.ts';

export async function checkBegin({ store, prefix, notes, signal }: Visit): Promise<Finding> {
  const key = `${prefix}parts.txt`;
  const begun = await store.begin(key, {}, signal);
  const upload = { ...begun, key };
  notes.upload = upload;
  notes.uploads.set(begun.uploadId, upload);
  return passed('begin.works');
}
