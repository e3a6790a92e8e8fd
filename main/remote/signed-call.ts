import { AppError, type ErrorCode } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Credentials } from '../model/credentials.ts';
import { checkKey } from '../model/object-key.ts';
import type { BucketAddress } from '../model/target.ts';
import { readClockOffset, writeClockOffset } from './clock-offset.ts';
import { errorOfFailure, type Failure, readFailure } from './failure.ts';
import type { Headers, Http, HttpAnswer, HttpRequest, StreamBody } from './http.ts';
import { requestIdOf } from './object-headers.ts';
import type { Body, Notice } from './object-store.ts';
import { invalidOption } from './option-error.ts';
import type { Signer } from './signing-key.ts';
import type { StoreHooks, StoreSetup } from './store-setup.ts';
import { encodeQuery, hostOf, type Query, type RequestTarget, targetOf } from './uri.ts';

/** One call on the bucket (`key` null) or on an object, not signed yet. */
export interface Call {
  readonly method: HttpRequest['method'];
  readonly key: string | null;
  readonly query?: Query;
  readonly headers?: Headers;
  readonly body?: Body | StreamBody | null;
  /** What comes instead of the answer's document leaves open what was done, so a page is not thrown as one. */
  readonly isLate?: true;
  readonly signal: AbortSignal;
}

/** A call with everything that its signature needs. */
export interface SignableCall {
  readonly call: Call;
  readonly address: BucketAddress;
  readonly target: RequestTarget;
  readonly query: Query;
  readonly headers: Headers;
  readonly signer: Signer;
  /** Server time in ms, as far as known. */
  readonly nowMs: number;
}

/** Where a server has sent us instead. */
export interface Move {
  readonly address: BucketAddress;
  readonly notice: Notice;
}

/** What differs between stores in signing and refusing. */
export interface Dialect {
  /** Headers to add to those of the call. */
  sign(call: SignableCall): Headers | Promise<Headers>;
  /** The whole query that stands for those headers in a link; good for `expiresS` seconds. */
  presign(call: SignableCall, expiresS: number): Query;
  /** The longest life of a link, in seconds; null for no limit. */
  readonly longestLinkS: number | null;
  errorCode(failure: Failure, isAboutObject: boolean): ErrorCode;
  /** The address to ask instead, when the failure names one that may be trusted. */
  moved(failure: Failure, address: BucketAddress): Move | null;
}

/** Makes calls on one bucket. */
export interface Caller {
  /** As last learned. */
  address(): BucketAddress;
  /** The answer, if it is a success; else throws the `AppError` of the failure. */
  send(call: Call): Promise<HttpAnswer>;
  /** The same, with the failure given back instead of thrown where `expected` says so. */
  sendExpecting(call: Call, expected: (failure: Failure) => boolean): Promise<HttpAnswer | Failure>;
  /** A call for somebody else to make: its URL is signed, and nothing is sent. */
  presign(call: Call, expiresInMs: number): Promise<{ readonly url: string; readonly expiresAtMs: number }>;
  /** The error for a failure that was found elsewhere, such as inside of a 200. */
  errorOf(failure: Failure, call: Call): AppError;
}

/** Both services accept a signature for 15 minutes around their own time. */
const allowedSkewMs = 15 * 60_000;

/**
 * Signs and sends. Three things are put right here and told once: a clock that is off (thrown as `remote.clock-skewed`,
 * and the next attempt is signed with the server's time), a wrong endpoint and a wrong region (followed at once, once per
 * call).
 */
export function createCaller(setup: StoreSetup, hooks: StoreHooks, http: Http, dialect: Dialect): Caller {
  let address = setup.address;
  let toldOfClock = false;

  const serverNow = () => hooks.now() + readClockOffset(setup.clockOffset);

  function signable(call: Call, headers: Headers, credentials: Credentials): SignableCall {
    return {
      call,
      address,
      target: targetOf(address, call.key),
      query: call.query ?? [],
      headers,
      signer: { ...credentials, region: address.region },
      nowMs: serverNow(),
    };
  }

  async function presign(call: Call, expiresInMs: number) {
    if (call.key !== null) checkKey(address.kind, call.key);
    const expiresS = Math.floor(expiresInMs / 1000);
    const longest = dialect.longestLinkS;
    if (!(expiresS >= 1) || (longest !== null && expiresS > longest)) {
      throw invalidOption(
        'expires',
        longest === null
          ? problem('option.linkLife')
          : problem('option.linkLifeOf', { days: longest / 86_400 }),
      );
    }
    const credentials = await hooks.credentials.current(call.signal);
    const ready = signable(call, call.headers ?? {}, credentials);
    const { origin, path } = ready.target;
    const url = `${origin}${path}?${encodeQuery(dialect.presign(ready, expiresS))}`;
    const { expiresAtMs = Number.POSITIVE_INFINITY } = credentials;
    return { url, expiresAtMs: Math.min(ready.nowMs + expiresS * 1000, expiresAtMs) };
  }

  async function sendOnce(call: Call, credentials: Credentials): Promise<HttpAnswer> {
    const headers = { 'user-agent': 'longshore', ...call.headers };
    const ready = signable(call, headers, credentials);
    const { target, query } = ready;
    const signature = await dialect.sign(ready);
    const search = encodeQuery(query);
    const answer = await http.send({
      method: call.method,
      origin: target.origin,
      path: search === '' ? target.path : `${target.path}?${search}`,
      headers: { ...headers, ...signature },
      body: call.body ?? null,
      signal: call.signal,
    });
    if (call.isLate || !isWebPage(answer)) return answer;
    await answer.text();
    throw new AppError('remote.not-storage', 'a web page answered instead of the store', {
      ...problem('answer.webPage'),
      host: hostOf(target.origin),
      status: answer.status,
    });
  }

  async function sendExpecting(call: Call, expected: (failure: Failure) => boolean) {
    call.signal.throwIfAborted();
    if (call.key !== null) checkKey(address.kind, call.key);
    for (let moves = 0; ; moves += 1) {
      const answer = await sendOnce(call, await hooks.credentials.current(call.signal));
      // 203 is OSS's way to say "stored, but the callback failed".
      if (answer.status >= 200 && answer.status < 300 && answer.status !== 203) return answer;
      const failure = await readFailure(call.method, answer);
      // A stream has been read by now and can't be sent again.
      const mayMove = moves === 0 && call.body?.size !== null;
      const move = mayMove ? dialect.moved(failure, address) : null;
      if (move === null) {
        if (isSkewed(failure)) throw learnClock(failure, call);
        if (expected(failure)) return failure;
        throw errorOf(failure, call);
      }
      // Another call may have learned the same in the meantime.
      const isNews = JSON.stringify(move.address) !== JSON.stringify(address);
      address = move.address;
      if (isNews) hooks.onNotice(move.notice);
    }
  }

  async function send(call: Call): Promise<HttpAnswer> {
    const answer = await sendExpecting(call, () => false);
    return answer as HttpAnswer;
  }

  function errorWith(code: ErrorCode, failure: Failure, { key }: Call): AppError {
    const { endpoint, bucket } = address;
    const facts = { host: hostOf(endpoint), bucket, ...(key === null ? {} : { key }) };
    return errorOfFailure(code, failure, facts, serverNow());
  }

  function errorOf(failure: Failure, call: Call): AppError {
    return errorWith(dialect.errorCode(failure, call.key !== null), failure, call);
  }

  /** Also for answers without a code, as to HEAD, when the time we sign with lies outside of what the server allows. */
  function isSkewed(failure: Failure): boolean {
    const { code, message, status } = failure;
    if (code === 'RequestTimeTooSkewed' || code === 'RequestExpired') return true;
    if (code === 'AccessDenied' && /request has expired/i.test(message)) return true;
    if (code !== null || !failure.isFromStore || (status !== 403 && status !== 401)) return false;
    const theirs = serverTime(failure);
    return theirs !== null && Math.abs(theirs - serverNow()) > allowedSkewMs;
  }

  function learnClock(failure: Failure, call: Call): AppError {
    const theirs = serverTime(failure);
    if (theirs !== null) {
      const offsetMs = theirs - hooks.now();
      writeClockOffset(setup.clockOffset, offsetMs);
      if (!toldOfClock) hooks.onNotice({ type: 'clockSkewed', offsetMs });
      toldOfClock = true;
    }
    return errorWith('remote.clock-skewed', failure, call);
  }

  return { address: () => address, send, sendExpecting, presign, errorOf };
}

/** A success that no store sends: the login page of a hotel's network, say. An object may be a page, but has a request id. */
function isWebPage({ status, headers }: HttpAnswer): boolean {
  const isPage = headers['content-type']?.startsWith('text/html') === true && requestIdOf(headers) === '';
  return status < 300 && isPage;
}

export function isFailure(answer: HttpAnswer | Failure): answer is Failure {
  return 'isFromStore' in answer;
}

/** `ServerTime` of the document first: a proxy may set a `Date` of its own. */
function serverTime({ elements, headers }: Failure): number | null {
  for (const text of [elements['ServerTime'], headers['date']]) {
    const ms = Date.parse(text ?? '');
    if (!Number.isNaN(ms)) return ms;
  }
  return null;
}
