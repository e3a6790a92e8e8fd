import type { Callback } from '../../model/callback.ts';
import { type Answer, type Call, keyOf } from '../call.ts';
import type { ObjectFacts } from '../object-table.ts';
import { refuse } from '../refusal.ts';
import { fillTemplate } from './template.ts';

/**
 * Makes the callback for an object that is stored, and returns what its uploader gets: the application's JSON in the
 * place of any other body, or 203. The object stays either way, and so does the callback when the uploader has left.
 */
export async function announce(
  call: Call,
  callback: Callback | null,
  facts: ObjectFacts,
  answer: Answer,
): Promise<Answer> {
  if (callback === null) return answer;
  const body = fillTemplate(callback, {
    bucket: call.request.bucket ?? '',
    object: keyOf(call),
    etag: facts.etag.toUpperCase(),
    size: facts.size,
    mimeType: facts.attributes.headers['content-type'] ?? '',
  });
  const reply =
    call.callbackFault === null
      ? await call.place.callbacks.send(callback, body)
      : { problem: call.callbackFault };
  if ('problem' in reply) throw refuse('CallbackFailed', { message: reply.problem });
  return { ...answer, headers: { ...answer.headers, 'content-type': 'application/json' }, body: reply.json };
}
