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
      return warned(
        `${bucket} lies at ${notice.to}: give --endpoint ${notice.to} to save a detour with every start`,
      );
    }
    if (notice.type === 'regionMoved') {
      return warned(
        `${bucket} lies in ${notice.to}: give --region ${notice.to} to save a detour with every start`,
      );
    }
  }
  return passed(`${bucket} is there, signed for the region ${region}`);
}
