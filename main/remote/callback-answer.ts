import { isAbort } from '../base/app-error.ts';
import type { Callback, CallbackOutcome } from '../model/callback.ts';
import { callbackHeaders } from './callback.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Headers, HttpAnswer } from './http.ts';
import { requestIdOf } from './object-headers.ts';
import { type Call, type Caller, isFailure } from './signed-call.ts';

/** What came back from a call that stored an object and made a callback. */
export interface CalledBack {
  readonly headers: Headers;
  /** Absent when the application's answer was lost on the way. */
  readonly callback?: CallbackOutcome;
}

/**
 * Sends a call that makes an object visible, with a callback. Once the server says by its status that the object is
 * stored, nothing is thrown any more, so that nobody sends the bytes again.
 */
export async function sendWithCallback(caller: Caller, call: Call, wish: Callback): Promise<CalledBack> {
  const asking = { ...call, headers: { ...call.headers, ...callbackHeaders(wish) } };
  const answer = await caller.sendExpecting(asking, isCallbackFailure);
  const { headers } = answer;
  if (isFailure(answer)) {
    const { message, elements } = answer;
    const ec = headers['x-oss-ec'] ?? elements['EC'] ?? null;
    return { headers, callback: { became: 'failed', message, ec, requestId: requestIdOf(headers) } };
  }
  const text = await textOf(answer);
  if (text === null) return { headers };
  const failure = failureOf(answer.status, headers, text);
  if (failure.code !== null) throw caller.errorOf(failure, call);
  // The application's answer is JSON. Where the store's own comes, it knows no callbacks.
  if (text.trim() !== '' && !text.trimStart().startsWith('<')) {
    return { headers, callback: { became: 'answered', answer: text } };
  }
  const message = 'the store has made no callback';
  return { headers, callback: { became: 'failed', message, ec: null, requestId: requestIdOf(headers) } };
}

/** OSS's way to say "stored, but the callback failed"; a document that was lost on the way changes nothing about it. */
function isCallbackFailure({ status, code, isFromStore }: Failure): boolean {
  return status === 203 && (code === 'CallbackFailed' || (code === null && isFromStore));
}

async function textOf(answer: HttpAnswer): Promise<string | null> {
  try {
    return await answer.text();
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return null;
  }
}
