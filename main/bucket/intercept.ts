import type { Clock } from '../base/clock.ts';
import type { Answer } from './call.ts';
import type { Fault } from './faults.ts';
import { paced, pacedAnswer } from './pace.ts';

/** What is done with the connection: an answer, whole or cut, or no answer at all. */
export type Outcome =
  | {
      readonly is: 'answer';
      readonly answer: Answer;
      readonly isTruncated: boolean;
      /** Of somebody between client and server, who sends none of the headers that a store sends. */
      readonly isForeign?: true;
    }
  | { readonly is: 'reset' }
  | { readonly is: 'silence' };

/** How the server sees one request. */
export interface View {
  readonly body: AsyncIterable<Uint8Array>;
  /** Milliseconds that the server's clock is ahead. */
  readonly skewMs: number;
  readonly tokensExpired: boolean;
  /** Why a callback fails without being made; null leaves it alone. */
  readonly callbackFault: string | null;
}

/** What the server lends to an interception. */
export interface Served {
  readonly body: AsyncIterable<Uint8Array>;
  readonly clock: Clock;
  /** Carries the request out; answers errors too, and rejects only when the client is gone. */
  serve(view: View): Promise<Answer>;
  /** An error in the words of the request's dialect. */
  refusal(status: number, code: string): Answer;
}

const page = '<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Gateway</h1></body></html>';

/** Lets planned faults happen around one request. The only place that knows what a fault does. */
export async function intercept(faults: readonly Fault[], served: Served): Promise<Outcome> {
  const find = <D extends Fault['does']>(does: D) =>
    faults.find((fault): fault is Extract<Fault, { does: D }> => fault.does === does);

  if (find('resetBeforeBody')) return { is: 'reset' };
  const cut = { isDone: false };
  let body = served.body;
  const throttle = find('throttle');
  if (throttle) body = paced(body, throttle.bytesPerSecond, served.clock);
  const resetInBody = find('resetInBody');
  if (resetInBody) body = cutAfter(body, resetInBody.afterBytes, cut);

  const instead = insteadOfServing(faults, served);
  if (instead) {
    await readAll(body);
    return instead();
  }

  const view: View = {
    body,
    skewMs: find('clockSkew')?.ms ?? 0,
    tokensExpired: find('expireToken') !== undefined,
    callbackFault: find('failCallback')?.message ?? null,
  };
  let answer = await served.serve(view).catch(thrown => {
    if (cut.isDone) return null;
    throw thrown;
  });
  if (cut.isDone || answer === null || find('dropAnswer')) {
    closeBody(answer);
    return { is: 'reset' };
  }
  const delay = find('delay');
  if (delay) await served.clock.sleep(delay.ms);
  if (find('wrongCrc')) answer = spoilChecksums(answer);
  if (throttle) answer = pacedAnswer(answer, throttle.bytesPerSecond, served.clock);
  return { is: 'answer', answer, isTruncated: find('truncateAnswer') !== undefined };
}

function insteadOfServing(faults: readonly Fault[], served: Served): (() => Outcome) | null {
  for (const fault of faults) {
    switch (fault.does) {
      case 'resetAfterBody':
        return () => ({ is: 'reset' });
      case 'hang':
        return () => ({ is: 'silence' });
      case 'reply':
        return () => whole(served.refusal(fault.status, fault.code));
      case 'html':
        return () => ({
          ...whole({ status: fault.status, headers: { 'content-type': 'text/html' }, body: page }),
          isForeign: true,
        });
    }
  }
  return null;
}

function whole(answer: Answer): Extract<Outcome, { is: 'answer' }> {
  return { is: 'answer', answer, isTruncated: false };
}

/** Lets go of an answer that is not going to be sent. */
export function closeBody(answer: Answer | null): void {
  if (answer?.body && typeof answer.body === 'object') answer.body.close();
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body);
}

async function* cutAfter(bytes: AsyncIterable<Uint8Array>, limit: number, cut: { isDone: boolean }) {
  let left = limit;
  for await (const chunk of bytes) {
    left -= chunk.length;
    if (left <= 0) {
      cut.isDone = true;
      throw new Error('planned reset');
    }
    yield chunk;
  }
}

/** Changes one digit of every checksum, so that each stays well-formed. */
function spoilChecksums(answer: Answer): Answer {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, isChecksum(name) ? spoil(value) : value]),
  );
  const body =
    typeof answer.body === 'string'
      ? answer.body.replace(
          /<(HashCrc64ecma|Checksum(?:CRC|SHA)\w+)>([^<]+)/g,
          (_, name: string, value: string) => `<${name}>${spoil(value)}`,
        )
      : answer.body;
  return { ...answer, headers, body };
}

function isChecksum(header: string): boolean {
  return header === 'x-oss-hash-crc64ecma' || /^x-amz-checksum-(crc|sha)/.test(header);
}

/** Another value that is well formed: decimals stay within 64 bits, base64 keeps its length. */
function spoil(value: string): string {
  if (/^\d+$/.test(value)) return (BigInt(value) ^ 1n).toString();
  return (value.startsWith('A') ? 'B' : 'A') + value.slice(1);
}
