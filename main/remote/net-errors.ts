import {
  AppError,
  type CodeWithProblem,
  type ErrorCode,
  type Facts,
  fromErrorRecord,
} from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';

/** How far a request had come when it failed. */
export type Phase = 'sending' | 'receiving';

/** System calls that come before the first byte of a request; when they fail, the server has done nothing. */
const beforeSending = new Set(['connect', 'getaddrinfo', 'bind']);

/** OpenSSL's names of damage on the way; all its other complaints are about who is at the other end. */
const passingTls = /DECRYPTION_FAILED|BAD_RECORD_MAC|RECORD_LAYER_FAILURE/;

/** What undici and Node leave on their errors. */
interface Raised {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly syscall?: string;
  readonly port?: number;
  readonly errors?: readonly unknown[];
  readonly cause?: unknown;
}

/**
 * The `AppError` of anything that undici, Node or a body has thrown. What is an `AppError` already passes.
 * `net.unreachable` is given only when no connection was made, so nothing can have been done by the server;
 * `net.interrupted` and `remote.truncated` leave that open.
 */
export function networkError(thrown: unknown, phase: Phase, facts: Facts): AppError {
  if (thrown instanceof AppError) return thrown;
  const raised = rootOf(thrown);
  const code = raised.code ?? '';
  const all = { ...facts, errno: code === '' ? (raised.name ?? 'unknown') : code };
  const [errorCode, message, about] = classify(raised, code, phase);
  return fromErrorRecord({ code: errorCode, message, facts: { ...all, ...about } }, thrown);
}

function classify(
  raised: Raised,
  code: string,
  phase: Phase,
): readonly [Exclude<ErrorCode, CodeWithProblem>, string] | readonly [CodeWithProblem, string, ProblemFacts] {
  const text = raised.message ?? '';
  const tunnel = /Proxy response \((\d+)\)/.exec(text)?.[1];
  // A proxy that could not reach the server answers 502 to 504; anything else is its own refusal.
  if (tunnel !== undefined) {
    return /^50[234]$/.test(tunnel)
      ? ['net.unreachable', 'the proxy could not reach the server']
      : [
          'net.proxy',
          `the proxy refused the connection with status ${tunnel}`,
          problem('proxy.status', { status: tunnel }),
        ];
  }
  if (text.includes('Proxy Authentication Required'))
    return ['net.proxy', 'the proxy asks for a password', problem('proxy.password')];
  if (code === 'UND_ERR_PRX_TLS')
    return ['net.proxy', "the proxy's certificate is not accepted", problem('proxy.certificate')];
  if (raised.name === 'ProxyConnectionError') return ['net.unreachable', 'the proxy closed the connection'];
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return ['net.unreachable', 'the connection was not made in time'];
  // Our own requests have no such limit; this is the one for asking a proxy for a tunnel.
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return ['net.unreachable', 'the proxy did not answer in time'];
  if (raised.syscall !== undefined && beforeSending.has(raised.syscall)) {
    return ['net.unreachable', 'no connection could be made'];
  }
  // Said by Node when the other side hangs up during the TLS handshake.
  if (text.startsWith('Client network socket disconnected')) {
    return ['net.unreachable', 'the connection was closed before TLS was set up'];
  }
  if (isTls(code)) {
    return passingTls.test(code)
      ? ['net.interrupted', 'the connection was damaged on the way']
      : ['net.tls', 'no trusted TLS connection could be made'];
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return ['remote.not-storage', 'the headers of the answer never end', problem('answer.headers')];
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return ['remote.truncated', 'the answer ended early'];
  if (raised.name === 'HTTPParserError') {
    return phase === 'receiving'
      ? ['remote.truncated', 'the answer ended early']
      : ['remote.not-storage', 'the answer is not HTTP', problem('answer.notHttp')];
  }
  if (phase === 'receiving' && code === 'UND_ERR_SOCKET')
    return ['remote.truncated', 'the answer ended early'];
  if (code.startsWith('UND_ERR_SOCKET') || isSocketErrno(code)) {
    return ['net.interrupted', 'the connection broke'];
  }
  return ['bug', text === '' ? 'a request failed in an unknown way' : text];
}

/** The error that says most: undici wraps, and Node gathers one per address of a host. */
function rootOf(thrown: unknown): Raised {
  const raised = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Raised;
  const inner = raised.errors?.[0];
  if (inner !== undefined && raised.syscall === undefined) return rootOf(inner);
  if (raised.code === undefined && raised.cause !== undefined) return rootOf(raised.cause);
  return raised;
}

function isSocketErrno(code: string): boolean {
  return [
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENETDOWN',
    'ENETRESET',
    'ENOTCONN',
    'ESHUTDOWN',
    'ECANCELED',
    'ERR_STREAM_DESTROYED',
    'ERR_STREAM_PREMATURE_CLOSE',
    'UND_ERR_CLOSED',
    'UND_ERR_DESTROYED',
    'UND_ERR_INFO',
    'UND_ERR_ABORTED',
  ].includes(code);
}

function isTls(code: string): boolean {
  return (
    /^ERR_(TLS|SSL)_/.test(code) ||
    code === 'EPROTO' ||
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)$/.test(
      code,
    ) ||
    /^(UNABLE_TO_|CERT_|CRL_|ERROR_IN_CERT_)/.test(code)
  );
}
