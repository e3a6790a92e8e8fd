import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Credentials } from '../model/credentials.ts';
import { checkAccess, checkKey } from './access.ts';
import { authenticate } from './authenticate.ts';
import type { Answer, Place } from './call.ts';
import type { Dialect } from './dialect.ts';
import { ossDialect } from './dialect-oss.ts';
import { s3Dialect } from './dialect-s3.ts';
import type { FaultPlan } from './faults.ts';
import type { Regions } from './gate.ts';
import { handlers } from './handlers.ts';
import { closeBody, intercept, type Outcome, type View } from './intercept.ts';
import { type Operation, operationOf } from './operation.ts';
import { paced, pacedAnswer } from './pace.ts';
import { openPayload } from './payload.ts';
import { Refusal, refuse } from './refusal.ts';
import { type BucketRequest, parseRequest } from './request.ts';
import { sendAnswer, sendTruncated } from './send-answer.ts';
import type { Stats } from './stats.ts';
import { httpTime } from './times.ts';
import { trafficLimitOf } from './traffic-limit.ts';

export interface ExchangeSetup {
  readonly place: Place;
  readonly keys: ReadonlyMap<string, Credentials>;
  readonly regions: Regions;
  readonly domains: readonly string[];
  readonly faults: FaultPlan | null;
  readonly stats: Stats;
  readonly clock: Clock;
  readonly log: Log;
}

/** Thrown when the connection is gone and nobody waits for an answer. */
const gone = Symbol('the client is gone');

const dialects: Readonly<Record<BucketRequest['kind'], Dialect>> = { oss: ossDialect, s3: s3Dialect };

/** Makes the function that takes one HTTP request from its head to the last byte of its answer. */
export function createExchange({ place, keys, regions, domains, faults, stats, clock, log }: ExchangeSetup) {
  const hostRules = { domains, isBucket: (name: string) => place.catalog.buckets.find(name) !== null };

  /** Everything between signature and answer. Errors are answers; only a lost connection rejects. */
  async function serve(
    request: BucketRequest,
    operation: Operation,
    requestId: string,
    { body, skewMs, tokensExpired, callbackFault }: View,
  ): Promise<Answer> {
    const dialect = dialects[request.kind];
    const now = () => clock.now() + skewMs;
    try {
      const { accessKeyId, proof } = authenticate(request, { keys, regions, nowMs: now(), tokensExpired });
      checkAccess(request, operation, accessKeyId, place.catalog);
      checkKey(request, place.limits);
      const limit = trafficLimitOf(request, operation);
      const limited = limit === null ? body : paced(body, limit, clock);
      const payload = openPayload(request, proof, limited);
      const answer = await handlers[operation]({
        operation,
        request,
        dialect,
        place,
        requestId,
        payload,
        accessKeyId,
        callbackFault,
        now,
      });
      return limit === null ? answer : pacedAnswer(answer, limit, clock);
    } catch (thrown) {
      if (thrown === gone) throw thrown;
      if (thrown instanceof Refusal) return dialect.refusal(thrown, request, requestId);
      log.error('request failed', { operation, error: thrown });
      return dialect.refusal(refuse('InternalError'), request, requestId);
    }
  }

  async function settle(
    message: IncomingMessage,
    requestId: string,
    onRead: () => void,
  ): Promise<[Outcome, Dialect]> {
    let request: BucketRequest | null = null;
    try {
      request = parseRequest(message, hostRules);
      const known = request;
      const operation = operationOf(known);
      stats.countRequest(operation);
      const outcome = await intercept(faults?.take(operation, known) ?? [], {
        body: bodyOf(message, onRead, bytes => stats.countBytes(operation, bytes)),
        clock,
        serve: view => serve(known, operation, requestId, view),
        refusal: (status, code) =>
          dialects[known.kind].refusal(new Refusal(code, status, 'A planned fault.'), known, requestId),
      });
      return [outcome, dialects[known.kind]];
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      const dialect = dialects[request?.kind ?? 'oss'];
      return [
        { is: 'answer', answer: dialect.refusal(thrown, request, requestId), isTruncated: false },
        dialect,
      ];
    }
  }

  return async function exchange(
    message: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    awaitsContinue: boolean,
  ): Promise<void> {
    const startedMs = clock.monotonic();
    // Nobody can be told of a connection that breaks under an answer.
    response.on('error', () => {});
    let isContinued = !awaitsContinue;
    const onRead = () => {
      if (isContinued) return;
      isContinued = true;
      response.writeContinue();
    };
    let outcome: Outcome;
    let dialect: Dialect;
    try {
      [outcome, dialect] = await settle(message, requestId, onRead);
    } catch (thrown) {
      if (thrown !== gone) throw thrown;
      return;
    }
    if (outcome.is === 'silence') return;
    // The client may have left while its request was carried out.
    if (response.destroyed) {
      if (outcome.is === 'answer') closeBody(outcome.answer);
      return;
    }
    if (outcome.is === 'reset') {
      message.socket.resetAndDestroy();
      return;
    }
    const headers = {
      date: httpTime(clock.now()),
      ...(outcome.isForeign ? {} : dialect.commonHeaders(requestId, clock.monotonic() - startedMs)),
      // Without "100 Continue" the body may or may not follow, so the connection can't be used again.
      ...(isContinued ? {} : { connection: 'close' }),
    };
    if (outcome.isTruncated) await sendTruncated(response, outcome.answer, headers);
    else await sendAnswer(message, response, outcome.answer, headers, clock);
  };
}

/** The bytes of a body as they come. Leaving early keeps the connection; `gone` is thrown when the client leaves early. */
async function* bodyOf(
  message: IncomingMessage,
  onRead: () => void,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  onRead();
  const chunks = message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    for await (const chunk of chunks) {
      count(chunk.length);
      yield chunk;
    }
  } catch {
    throw gone;
  }
}
