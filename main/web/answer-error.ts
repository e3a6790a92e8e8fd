import type { FastifyReply } from 'fastify';
import type { ErrorView } from '../../preload/contract/common.ts';
import { type ErrorCode, toErrorRecord } from '../base/app-error.ts';

const statuses: Partial<Record<ErrorCode, number>> = {
  'session.missing': 401,
  'request.foreign': 403,
  'picker.outside': 403,
  'request.unknown': 404,
  'request.too-large': 413,
  'request.invalid': 400,
  'request.stopped': 503,
  'page.missing': 503,
  bug: 500,
};

/** What the engine refuses for good reason is no fault of the request's form. */
const usualStatus = 422;

/** Answers with a failure as code and facts. Nothing of what was thrown gets out but these. */
export function answerError(reply: FastifyReply, thrown: unknown): FastifyReply {
  const error: ErrorView = toErrorRecord(thrown);
  return reply.code(statuses[error.code as ErrorCode] ?? usualStatus).send({ error });
}
