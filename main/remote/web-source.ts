import { AppError, isAbort, toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { problem } from '../base/said.ts';
import { type HttpAnswer, openHttp } from './http.ts';
import type { NetworkSetup } from './store-setup.ts';
import { parseHttpTime } from './timestamp.ts';
import { followRedirect, parseWebAddress, type WebAddress } from './web-address.ts';
import { checkContinuation, isEndOf, versionOf } from './web-version.ts';
import { retryDelayMs } from './with-retry.ts';

export interface WebSetup {
  readonly network: NetworkSetup;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Attempts before the source fails; counted anew whenever bytes came. */
  readonly attempts: number;
  /** A request failed and is going to be made again in `delayMs`. */
  readonly onRetry?: (what: string, error: AppError, delayMs: number) => void;
}

/** A file on a web server that has answered and waits to be read, once; fits as the source of a stream. */
export interface WebSource {
  /** Host and path. */
  readonly name: string;
  /** As announced; null where the server can't tell before the end. */
  readonly size: number | null;
  /** When the file was changed last, decimal ns since 1970; null where the server names no date, or one that is none. */
  readonly mtimeNs: string | null;
  readonly contentType: string | null;
  /** Of the bytes as they come: they are taken as they are, never unpacked. */
  readonly contentEncoding: string | null;
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Lets go of the server. */
  close(): void;
}

/** Statuses of servers that may do better in a moment. */
const passing = [408, 425, 429, 500, 502, 503, 504];

/**
 * Asks a web server for a file and resolves when it begins to send it. A connection that breaks or stands still is made
 * anew from the byte where it ended, when the server has ranges and names its version; a change of the file between is
 * noticed. Throws `web.unreachable`, `web.refused` for a status or a redirect that leads nowhere, `web.changed`, `web.length` when the server
 * keeps to another length than it announced, `stream.failed` when it can't go on, and what requests throw. The query and the
 * password of an address, which are secrets, are in no message.
 */
export async function openWebSource(url: string, setup: WebSetup, signal: AbortSignal): Promise<WebSource> {
  const { clock, random, attempts, onRetry } = setup;
  const address = parseWebAddress(url);
  const stop = new AbortController();
  const whole = AbortSignal.any([signal, stop.signal]);
  let failures = 0;

  /** Waits before the next attempt, or throws when there is none. */
  async function pause(thrown: unknown): Promise<void> {
    if (whole.aborted || isAbort(thrown)) throw thrown;
    const error = toAppError(thrown);
    failures += 1;
    const isPassing = error.reaction === 'retry' || passing.includes(Number(error.facts['status']));
    if (!isPassing || failures >= attempts) throw thrown;
    const delayMs = retryDelayMs(error, failures, random);
    onRetry?.('web', error, delayMs);
    await clock.sleep(delayMs, whole);
  }

  async function ask(headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    for (;;) {
      try {
        return await request(address, headers, setup, whole);
      } catch (thrown) {
        await pause(thrown);
      }
    }
  }

  let answer = await ask({}).catch(thrown => {
    throw unreached(thrown);
  });
  let version = versionOf(answer);
  const { host } = address.url;
  const first = answer;

  /** The request that goes on at `position` after this failure; null when nothing is left to ask for. */
  async function goOn(thrown: unknown, position: number): Promise<HttpAnswer | null> {
    if (position > 0 && !(version.hasRanges && version.validator !== null)) {
      throw endedEarly(thrown, position, 'web.brokeFromStart');
    }
    await pause(thrown).catch(last => {
      throw whole.aborted ? last : endedEarly(last, position, 'web.brokeAgain');
    });
    const range = { range: `bytes=${position}-`, 'if-range': version.validator ?? '' };
    const next = await ask(position === 0 ? {} : range).catch(last => {
      throw whole.aborted ? last : endedEarly(last, position, 'web.brokeAgain');
    });
    if (isEndOf(next, position) && (version.size ?? position) === position) {
      next.discard();
      return null;
    }
    try {
      version = checkContinuation(next, version, position, host);
      return next;
    } catch (refusal) {
      next.discard();
      throw refusal;
    }
  }

  function endedEarly(
    thrown: unknown,
    received: number,
    how: 'web.brokeFromStart' | 'web.brokeAgain',
  ): AppError {
    const error = toAppError(thrown);
    if (error.code === 'remote.truncated' && version.size !== null) return wrongLength(received);
    if (error.reaction !== 'retry') return unreached(error);
    return new AppError(
      'stream.failed',
      error.message,
      { ...error.facts, ...problem(how, { host, received }) },
      error,
    );
  }

  function wrongLength(received: number): AppError {
    const facts = { host, received, expected: version.size };
    return new AppError('web.length', 'the file has another length than was announced', facts);
  }

  async function* read(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let position = 0;
    const onAbort = () => stop.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for (let next: HttpAnswer | null = answer; next; ) {
        answer = next;
        try {
          for await (const chunk of answer.bytes()) {
            position += chunk.byteLength;
            if (version.size !== null && position > version.size) throw wrongLength(position);
            failures = 0;
            yield chunk;
          }
          if (version.size === null || position === version.size) return;
          // The server gave a shorter range than was asked for, or closed early.
          throw new AppError('remote.truncated', 'the file ended early', { host });
        } catch (thrown) {
          whole.throwIfAborted();
          next = await goOn(thrown, position);
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  return {
    name: address.name,
    size: version.size,
    mtimeNs: mtimeOf(first),
    contentType: first.headers['content-type'] ?? null,
    contentEncoding: first.headers['content-encoding'] ?? null,
    open: read,
    close: () => stop.abort(),
  };
}

/** One request from the address itself, through all redirects, to the answer with the bytes. */
async function request(
  { url, authorization }: WebAddress,
  headers: Readonly<Record<string, string>>,
  { network, clock }: WebSetup,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const http = openHttp(network, clock);
  let at = url;
  for (let hops = 0; ; hops += 1) {
    const mayName = authorization !== null && at.origin === url.origin;
    const answer = await http.send({
      method: 'GET',
      origin: at.origin,
      path: `${at.pathname}${at.search}`,
      headers: {
        'user-agent': 'longshore',
        accept: '*/*',
        // Without it any packing would be welcome, and the bytes be others than those of the file.
        'accept-encoding': 'identity',
        ...(mayName ? { authorization } : {}),
        ...headers,
      },
      body: null,
      signal,
    });
    const { status } = answer;
    const isAnswered = status === 200 || (headers['range'] !== undefined && [206, 416].includes(status));
    if (isAnswered) return answer;
    answer.discard();
    const to = followRedirect(at, status, answer.headers['location'], hops);
    if (to === null) throw refusal(at.host, answer);
    at = to;
  }
}

/** What ends a request to a store as trouble with that store is trouble with the web server here; a proxy stays one. */
function unreached<T>(thrown: T): T | AppError {
  if (!(thrown instanceof AppError) || !/^(net|remote)\./.test(thrown.code)) return thrown;
  if (thrown.code === 'net.proxy') return thrown;
  return new AppError('web.unreachable', thrown.message, thrown.facts, thrown);
}

/** Other forms than the one that servers have to send are not read: one of them names no zone. */
function mtimeOf({ headers }: HttpAnswer): string | null {
  const ms = parseHttpTime(headers['last-modified'] ?? '');
  return ms === null ? null : `${ms}000000`;
}

function refusal(host: string, { status, headers }: HttpAnswer): AppError {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  const wait = seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {};
  return new AppError('web.refused', `the server answered ${status}`, { host, status, ...wait });
}
