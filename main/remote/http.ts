import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { AppError } from '../base/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { problem } from '../base/said.ts';
import { openConnections } from './dispatcher.ts';
import { networkError } from './net-errors.ts';
import type { Body } from './object-store.ts';
import { answerDeadlineMs, createWatchdog } from './progress-deadline.ts';
import { checkEmpty, sendBody, wholeBody } from './send-body.ts';
import type { NetworkSetup } from './store-setup.ts';
import { hostOf } from './uri.ts';

export type Headers = Readonly<Record<string, string>>;

/**
 * Bytes that come once and whose number is not known before. A failed request does not wait for them to be at rest, for
 * their source may stand still for ever; it is left as soon as it gives its next bytes.
 */
export interface StreamBody {
  readonly size: null;
  /** As of `Body`. */
  open(): AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly origin: string;
  /** Percent-encoded, with the query; sent exactly so. */
  readonly path: string;
  /** Without `host` and `content-length`, which follow from origin and body. */
  readonly headers: Headers;
  /** Without a size it goes in chunks. */
  readonly body: Pick<Body, 'size' | 'open' | 'whole'> | StreamBody | null;
  readonly signal: AbortSignal;
}

/** An answer whose body is still on its way. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; a repeated header is joined with `, `. */
  readonly headers: Headers;
  /** The body, once. Ends early only by throwing `remote.truncated` or a `net.…` code. */
  bytes(): AsyncIterable<Uint8Array>;
  /** The body as UTF-8 text, instead of `bytes`. Throws `remote.not-storage` above 8 MiB. */
  text(): Promise<string>;
  /** Ends the request without its body, instead of the other two. */
  discard(): void;
}

/** Sends one request; no redirect is followed and nothing is repeated. */
export interface Http {
  send(request: HttpRequest): Promise<HttpAnswer>;
}

/** Largest answer that is collected: a page of 1000 keys of 1023 bytes, each byte as `%XX`, is 3 MiB. */
const maxText = 8 * 1024 * 1024;
/** Bodies below this say little about the rate of the line. */
const telling = 256 * 1024;

/**
 * Requests over this thread's connections for `network`. A request fails with `net.timeout` when no byte has moved for
 * `progressTimeoutMs` while sending, waiting or receiving (waiting for a slow line to drain counts as moving, see
 * `answerDeadlineMs`); there is no limit on its whole length. When the signal fires, its reason is thrown. A failed request
 * leaves the source of a `Body` at rest.
 */
export function openHttp(network: NetworkSetup, clock: Clock = systemClock): Http {
  const connections = openConnections(network);
  const baseMs = network.progressTimeoutMs;
  let provenRate: number | null = null;

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const { body, signal } = request;
    signal.throwIfAborted();
    if (body?.size === 0) await checkEmpty(body);
    const whole = body && (await wholeBody(body));
    const facts = { host: hostOf(request.origin) };
    const stop = new AbortController();
    const onAbort = () => stop.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const watchdog = createWatchdog(clock, waitedMs =>
      stop.abort(new AppError('net.timeout', 'no byte moved for too long', { ...facts, waitedMs })),
    );
    const end = () => {
      watchdog.rest();
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (thrown: unknown, phase: 'sending' | 'receiving') => {
      end();
      if (signal.aborted) return signal.reason;
      return stop.signal.aborted ? stop.signal.reason : networkError(thrown, phase, facts);
    };

    const length = body?.size ?? null;
    let handedOver = 0;
    const startedMs = clock.monotonic();
    const sending =
      body === null || length === 0 || whole !== null
        ? null
        : sendBody(
            body,
            stop.signal,
            () => watchdog.arm(baseMs),
            size => {
              handedOver = size;
              watchdog.arm(answerDeadlineMs(baseMs, size, clock.monotonic() - startedMs, provenRate));
            },
          );
    const atRest = async () => {
      if (length !== null) await sending?.atRest();
    };
    let answer: Dispatcher.ResponseData;
    // The time to make a connection, which has its own limit, comes before the first byte. So does the wait for a free
    // one: whoever has more than `connections` requests in flight to one origin may see them time out.
    const firstMs = baseMs + network.connectTimeoutMs;
    watchdog.arm(whole === null ? firstMs : answerDeadlineMs(firstMs, whole.byteLength, 0, provenRate));
    try {
      answer = await connections.to(request.origin).request({
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: length === null ? request.headers : { ...request.headers, 'content-length': String(length) },
        // undici takes any async iterable; its types name only a stream, which would read ahead.
        body: whole ?? ((sending?.chunks ?? null) as Readable | null),
        signal: stop.signal,
        // Without it undici closes the connection after each HEAD.
        reset: false,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    } catch (thrown) {
      const error = fail(thrown, 'sending');
      await atRest();
      throw error;
    }
    const tookMs = clock.monotonic() - startedMs;
    if (handedOver >= telling && answer.statusCode < 300 && tookMs > 0)
      provenRate = (handedOver / tookMs) * 1000;

    async function* bytes(): AsyncGenerator<Uint8Array> {
      let complete = false;
      try {
        watchdog.arm(baseMs);
        for await (const chunk of answer.body) {
          // A consumer that takes its time is not the server's fault.
          watchdog.rest();
          yield chunk;
          watchdog.arm(baseMs);
        }
        complete = true;
      } catch (thrown) {
        complete = true;
        throw fail(thrown, 'receiving');
      } finally {
        end();
        if (!complete) answer.body.destroy();
        await atRest();
      }
    }

    async function text(): Promise<string> {
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of bytes()) {
        length += chunk.byteLength;
        if (length > maxText)
          throw new AppError('remote.not-storage', 'the answer is too long', {
            ...facts,
            ...problem('answer.tooLong'),
          });
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString('utf8');
    }

    function discard(): void {
      end();
      answer.body.destroy();
    }

    watchdog.arm(baseMs);
    // Whoever reads hears of it; an answer that is ended before anybody reads must not end the process.
    answer.body.on('error', () => {});
    return { status: answer.statusCode, headers: plainHeaders(answer.headers), bytes, text, discard };
  }

  return { send };
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Headers {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
