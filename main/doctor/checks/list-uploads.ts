import { type Finding, passed, warned } from '../report.ts';
import { uploadIn, type Visit } from '../visit.ts';

export async function checkListUploads({ store, prefix, notes, signal }: Visit): Promise<Finding> {
  const { uploadId } = uploadIn(notes);
  const { uploads } = await store.listUploads(prefix, null, signal);
  return uploads.some(upload => upload.uploadId === uploadId)
    ? passed('unfinished uploads can be listed')
    : warned(
        'the upload that was just begun is not listed: "longshore uploads" may not see all of them here',
      );
}
