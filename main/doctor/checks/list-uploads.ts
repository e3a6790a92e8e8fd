import { type Finding, passed, warned } from '../report.ts';
import { uploadIn, type Visit } from '../visit.ts';

export async function checkListUploads({ store, prefix, notes, signal }: Visit): Promise<Finding> {
  const { uploadId } = uploadIn(notes);
  const { uploads } = await store.listUploads(prefix, null, signal);
  return uploads.some(upload => upload.uploadId === uploadId)
    ? passed('listUploads.works')
    : warned('listUploads.lacking');
}
