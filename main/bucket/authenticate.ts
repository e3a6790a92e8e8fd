import type { Gate, Identity } from './gate.ts';
import { authenticateOss } from './oss-auth.ts';
import type { BucketRequest } from './request.ts';
import { authenticateS3 } from './s3-auth.ts';

/** Checks the signature of a request before any of its body is read. Throws the refusal of its dialect. */
export function authenticate(request: BucketRequest, gate: Gate): Identity {
  return request.kind === 'oss' ? authenticateOss(request, gate) : authenticateS3(request, gate);
}
