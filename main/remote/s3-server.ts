import type { HttpAnswer } from './http.ts';
import { mayRefuseChecksums, namesChecksums } from './s3-errors.ts';
import { type Call, type Caller, isFailure } from './signed-call.ts';

/** What was found out about a server; shared by the calls of one store. */
export interface S3Server {
  /** True until it refuses or ignores a full-object checksum. */
  knowsChecksums: boolean;
  /** Calls that it has refused for their condition. */
  readonly unconditional: Set<ConditionalCall>;
}

/** Calls that may carry a condition on what the key holds. */
export type ConditionalCall = 'put' | 'complete' | 'copy' | 'delete';

export interface ChecksumAnswer {
  readonly answer: HttpAnswer;
  /** Whether the call that was answered had checksums. */
  readonly hadChecksums: boolean;
}

/**
 * Sends a call with checksums, and where the server refuses them once more without. That it knows none is believed when it
 * says so, or when the second call succeeds: a refusal that names no reason may be about anything.
 */
export async function sendWithChecksums(
  caller: Caller,
  server: S3Server,
  callOf: (withChecksums: boolean) => Call | Promise<Call>,
): Promise<ChecksumAnswer> {
  if (server.knowsChecksums) {
    const answer = await caller.sendExpecting(await callOf(true), mayRefuseChecksums);
    if (!isFailure(answer)) return { answer, hadChecksums: true };
    if (namesChecksums(answer)) server.knowsChecksums = false;
  }
  const answer = await caller.send(await callOf(false));
  server.knowsChecksums = false;
  return { answer, hadChecksums: false };
}
