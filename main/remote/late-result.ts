import { AppError } from '../base/app-error.ts';
import { failureOf } from './failure.ts';
import type { HttpAnswer } from './http.ts';
import type { Call, Caller } from './signed-call.ts';
import { parseXml, type XmlElement } from './xml.ts';

/**
 * The document `name` of an answer to Complete or Copy, that is, to a call that is `isLate`. A server sends 200 and blanks before the work is done, to keep the
 * connection alive, so an error may come inside of it; it is thrown like any other. Anything else than the document leaves
 * open what the server did, and is `remote.truncated`.
 */
export async function lateResult(
  caller: Caller,
  call: Call,
  answer: HttpAnswer,
  name: string,
): Promise<XmlElement> {
  const text = await answer.text();
  const failure = failureOf(answer.status, answer.headers, text);
  if (failure.code !== null) throw caller.errorOf(failure, call);
  const document = parseXml(text);
  if (document?.name === name) return document.root;
  throw new AppError('remote.truncated', `the answer is not a whole ${name}`, { expected: name });
}
