import { toAppError } from '../../base/app-error.ts';
import { type Finding, passed, warned } from '../report.ts';
import type { Visit } from '../visit.ts';

/** Whether the bucket is there, and lies where we ask for it. */
export async function checkBucket({ access, notes }: Visit): Promise<Finding> {
  if (notes.firstFailure !== null && toAppError(notes.firstFailure).code !== 'remote.denied') {
    throw notes.firstFailure;
  }
  const { bucket, region } = access.address;
  for (const notice of notes.notices) {
    if (notice.type === 'endpointMoved') {
      return warned('bucket.otherEndpoint', { bucket, to: notice.to });
    }
    if (notice.type === 'regionMoved') {
      return warned('bucket.otherRegion', { bucket, to: notice.to });
    }
  }
  return passed('bucket.there', { bucket, region });
}
