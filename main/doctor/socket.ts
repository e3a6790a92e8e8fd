import { type EventEmitter, once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { lookupHost, trustedRoots } from '../remote/dispatcher.ts';
import { networkError } from '../remote/net-errors.ts';
import type { ProxyHop } from './proxy-route.ts';

/** Each address of a host is given so long before the next is tried as well. */
const perAddressMs = 2_000;

/** A bare connection to the host of `origin`, through the proxy's tunnel where there is one. Throws `AppError`. */
export async function openSocket(
  origin: string,
  proxy: ProxyHop | null,
  caFile: string | null,
  signal: AbortSignal,
): Promise<Duplex> {
  const { hostname, host, protocol } = new URL(origin);
  if (proxy === null) return await openTcp(bareHost(hostname), portOf(origin), host, signal);
  // Plain HTTP is asked of the proxy itself.
  return protocol === 'https:'
    ? await openTunnel(`${hostname}:${portOf(origin)}`, proxy, caFile, signal)
    : await openTcp(bareHost(proxy.url.hostname), portOf(proxy.url.origin), proxy.url.host, signal);
}

/** TLS over a connection, with the certificate checked as for every request. Throws `net.tls`. */
export async function greetTls(
  socket: Duplex,
  origin: string,
  caFile: string | null,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { hostname, host } = new URL(origin);
  const secure = connectTls({
    socket,
    servername: /^[\d.]+$|^\[/.test(hostname) ? '' : hostname,
    host: bareHost(hostname),
    secureContext: trustedRoots(caFile),
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  });
  try {
    await once(secure, 'secureConnect', { signal });
    return quiet(secure);
  } catch (thrown) {
    secure.destroy();
    throw toNetworkError(thrown, host, signal);
  }
}

export interface CertificateFacts {
  readonly issuer: string;
  readonly endsAtMs: number;
  readonly protocol: string;
}

export function certificateOf(secure: TLSSocket): CertificateFacts {
  const certificate: DetailedPeerCertificate = secure.getPeerCertificate(true);
  const { O: organisation, CN: name } = certificate.issuer ?? {};
  return {
    issuer: [organisation ?? name ?? 'unknown'].flat().join(', '),
    endsAtMs: Date.parse(certificate.valid_to),
    protocol: secure.getProtocol() ?? 'TLS',
  };
}

/** The headers of the answer to an unsigned HEAD over a connection; any status will do. */
export async function askHead(
  socket: Duplex,
  origin: string,
  path: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string | string[] | undefined>>> {
  const { host } = new URL(origin);
  const asked = httpRequest({
    method: 'HEAD',
    path,
    setHost: false,
    headers: { host, connection: 'close', 'user-agent': 'longshore' },
    createConnection: () => socket as Socket,
    signal,
  });
  asked.end();
  try {
    const [answer] = await once(asked, 'response', { signal });
    quiet(asked);
    answer.resume();
    return answer.headers;
  } catch (thrown) {
    throw toNetworkError(thrown, host, signal);
  }
}

async function openTcp(hostname: string, port: number, host: string, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({
    host: hostname,
    port,
    lookup: lookupHost,
    autoSelectFamilyAttemptTimeout: perAddressMs,
  });
  try {
    await once(socket, 'connect', { signal });
    return quiet(socket);
  } catch (thrown) {
    socket.destroy();
    throw toNetworkError(thrown, host, signal);
  }
}

/** Asks the proxy for a tunnel. What it says besides 200 becomes `net.proxy`, or `net.unreachable` when it can't reach the host. */
async function openTunnel(
  to: string,
  { url }: ProxyHop,
  caFile: string | null,
  signal: AbortSignal,
): Promise<Duplex> {
  const bare = await openTcp(bareHost(url.hostname), portOf(url.origin), url.host, signal);
  const line = url.protocol === 'https:' ? await greetTls(bare, url.origin, caFile, signal) : bare;
  const login = [url.username, url.password].map(decodeURIComponent).join(':');
  const asked = httpRequest({
    method: 'CONNECT',
    path: to,
    setHost: false,
    headers: {
      host: to,
      ...(url.username !== '' && { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
    },
    createConnection: () => line as Socket,
    signal,
  });
  asked.end();
  try {
    const [answer, socket] = await Promise.race([
      once(asked, 'connect', { signal }),
      refusalOf(asked, signal),
    ]);
    if (answer.statusCode === 200) return quiet(socket);
    throw tunnelError(answer.statusCode, url.host);
  } catch (thrown) {
    line.destroy();
    throw toNetworkError(thrown, url.host, signal);
  }
}

/** A proxy that knows no CONNECT answers like a web server. */
async function refusalOf(asked: ReturnType<typeof httpRequest>, signal: AbortSignal): Promise<never> {
  const [answer] = await once(asked, 'response', { signal });
  answer.resume();
  throw tunnelError(answer.statusCode, '');
}

function tunnelError(status: number, host: string): AppError {
  const facts = { host, status };
  if (status === 407)
    return new AppError('net.proxy', 'the proxy asks for a password', {
      ...facts,
      ...problem('proxy.password'),
    });
  return status >= 502 && status <= 504
    ? new AppError('net.unreachable', 'the proxy could not reach the server', facts)
    : new AppError('net.proxy', `the proxy refused the connection with status ${status}`, {
        ...problem('proxy.status', { status }),
        host,
      });
}

/** What breaks later, while nobody waits for it, is nobody's failure. */
function quiet<E extends EventEmitter>(emitter: E): E {
  emitter.on('error', () => {});
  return emitter;
}

function toNetworkError(thrown: unknown, host: string, signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : networkError(thrown, 'sending', { host });
}

/** `[::1]` as sockets want it. */
function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function portOf(origin: string): number {
  const { port, protocol } = new URL(origin);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}
