import { createFaultPlan, type Fault, type FaultPlan } from '../../../main/bucket/faults.ts';
import { strike } from './plan.ts';

/** What becomes of a request. */
export const requestFaults: readonly (readonly [string, Fault])[] = [
  ['reset before the body', { does: 'resetBeforeBody' }],
  ['reset in the body', { does: 'resetInBody', afterBytes: 1 }],
  ['reset after the body', { does: 'resetAfterBody' }],
  ['lost answer', { does: 'dropAnswer' }],
  ['truncated answer', { does: 'truncateAnswer' }],
  ['wrong checksum', { does: 'wrongCrc' }],
  ['web page instead of an answer', { does: 'html', status: 200 }],
  ['500 InternalError', { does: 'reply', status: 500, code: 'InternalError' }],
  ['503 ServiceUnavailable', { does: 'reply', status: 503, code: 'ServiceUnavailable' }],
  ['400 InvalidArgument', { does: 'reply', status: 400, code: 'InvalidArgument' }],
  ['403 AccessDenied', { does: 'reply', status: 403, code: 'AccessDenied' }],
  ['404 NoSuchBucket', { does: 'reply', status: 404, code: 'NoSuchBucket' }],
  ['404 NoSuchUpload', { does: 'reply', status: 404, code: 'NoSuchUpload' }],
  ['409 OperationAborted', { does: 'reply', status: 409, code: 'OperationAborted' }],
];

/** A plan of faults that asks ours. Requests of the test itself pass while `isLooking` says so. */
export function createRequestFaults(isLooking: () => boolean): FaultPlan {
  return {
    ...createFaultPlan(),
    take() {
      const fault = isLooking() ? null : strike('request');
      const found = fault === null ? undefined : requestFaults[fault]?.[1];
      return found ? [found] : [];
    },
  };
}
