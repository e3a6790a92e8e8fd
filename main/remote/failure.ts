import { type AppError, type ErrorCode, type Facts, fromErrorRecord, isAbort } from '../base/app-error.ts';
import { maskText } from '../base/log.ts';
import type { Headers, HttpAnswer } from './http.ts';
import { requestIdOf } from './object-headers.ts';
import { parseXml } from './xml.ts';

/** An answer that refuses, as far as it could be read. */
export interface Failure {
  readonly status: number;
  readonly headers: Headers;
  /** The server's own name for it; null where it gives none, as S3 on HEAD. */
  readonly code: string | null;
  readonly message: string;
  /** Further elements of the error document. */
  readonly elements: Readonly<Record<string, string>>;
  /** False for a body that no store sends: the page of a proxy, a gateway or a web site. */
  readonly isFromStore: boolean;
}

/** Elements that repeat what was signed or with which key. */
const telltale = /^(StringToSign|SignatureProvided|CanonicalRequest|OSSAccessKeyId|AWSAccessKeyId)|Token/;
/** Characters of an element that are kept: enough for any id, too few for a page. */
const longestFact = 300;

/**
 * Reads the body of a refusing answer. OSS sends the document of a HEAD in the header `x-oss-err`, as base64. A 203 stands
 * even when its document is lost on the way: the object is stored, and nothing may make the request be repeated.
 */
export async function readFailure(method: string, answer: HttpAnswer): Promise<Failure> {
  const { status, headers } = answer;
  const body = await answer.text().catch((thrown: unknown) => {
    if (status !== 203 || isAbort(thrown)) throw thrown;
    return '';
  });
  if (method !== 'HEAD') return failureOf(status, headers, body);
  return failureOf(status, headers, Buffer.from(headers['x-oss-err'] ?? '', 'base64').toString('utf8'));
}

/** The failure in a body that is already here, as S3 sends it inside of a 200. */
export function failureOf(status: number, headers: Headers, body: string): Failure {
  const document = parseXml(body);
  const leaves = document?.name === 'Error' ? document.root.leaves() : {};
  const { Code: code, Message: message, RequestId: _, ...elements } = leaves;
  return {
    status,
    headers,
    code: code ?? null,
    message: message ?? '',
    elements,
    isFromStore: document?.name === 'Error' || body === '',
  };
}

/** Facts of a failure for `AppError`: the server's words without anything that was signed. `nowMs` is the server's time. */
function factsOf(failure: Failure, nowMs: number): Facts {
  const { status, headers, code, elements } = failure;
  const ec = headers['x-oss-ec'] ?? elements['EC'];
  const retryAfterMs = retryAfter(headers, nowMs);
  // The length of an object, when an append came for another one.
  const position = headers['x-oss-next-append-position'];
  const others = Object.entries(elements)
    .filter(([name]) => !telltale.test(name) && name !== 'EC' && name !== '#text')
    .map(([name, value]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      maskText(value.slice(0, longestFact)),
    ]);
  return {
    ...Object.fromEntries(others),
    status,
    code,
    requestId: requestIdOf(headers),
    ...(ec === undefined ? {} : { ec }),
    ...(position === undefined ? {} : { position: Number(position) }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

export function errorOfFailure(code: ErrorCode, failure: Failure, facts: Facts, nowMs: number): AppError {
  const said = [failure.code, failure.message].filter(Boolean).join(': ');
  const message = `the server answered ${failure.status}${said === '' ? '' : `, ${maskText(said.slice(0, longestFact))}`}`;
  return fromErrorRecord({
    code,
    message,
    facts: { ...factsOf(failure, nowMs), ...facts, said: maskText(said.slice(0, longestFact)) },
  });
}

/** What a status alone means, where the server gives no code or one that is not in the store's table. */
export function codeOfStatus(failure: Failure, isAboutObject: boolean): ErrorCode {
  const { status } = failure;
  // These three mean the same whoever says them: a proxy and a gateway have limits of their own.
  if (status === 429) return 'remote.throttled';
  if (status === 408) return 'net.timeout';
  if (status === 413) return 'file.too-large';
  if (!failure.isFromStore) return status < 500 ? 'remote.not-storage' : 'remote.unavailable';
  if (status === 503 && failure.code !== null) return 'remote.throttled';
  if (status === 501) return 'remote.unsupported';
  if (status >= 500) return 'remote.unavailable';
  switch (status) {
    case 401:
      return 'credentials.wrong';
    case 403:
      return 'remote.denied';
    case 404:
      return isAboutObject ? 'object.missing' : 'bucket.missing';
    case 405:
      return 'remote.unsupported';
    case 409:
      return 'remote.conflict';
    case 412:
      return 'object.exists';
    default:
      return status >= 400 || failure.code !== null ? 'remote.refused' : 'remote.not-storage';
  }
}

/** `Retry-After`, which counts seconds or names a time of the server's clock. */
function retryAfter(headers: Headers, nowMs: number): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const untilMs = Date.parse(text);
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - nowMs);
}
