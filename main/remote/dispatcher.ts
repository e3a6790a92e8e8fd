import { X509Certificate } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import { readFileSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { NetworkSetup } from './store-setup.ts';

/** The connections of this thread for one network setup. */
export interface Connections {
  /** What carries requests to an origin: directly, or through a proxy. */
  to(origin: string): Dispatcher;
}

/** Idle connections are closed by us before servers do it: those known wait 15 s and longer. */
const idleMs = 10_000;
/**
 * Node gives each address of a host 250 ms before it goes on to the next, and after the last one gives up, which fails on
 * slow lines to far regions.
 */
const perAddressMs = 2_000;

const opened = new Map<string, { readonly connections: Connections; close(): Promise<unknown> }>();

/**
 * Opens the connections for a network setup, once per thread. Certificates are always checked: no setting and no
 * environment variable turns that off. Loopback hosts never go through a proxy, which would reach its own loopback.
 * The environment's proxies are those of the first call. Throws `net.tls` when the CA file can't be used, `net.proxy`
 * when the proxy's address is no URL.
 */
export function openConnections(network: NetworkSetup): Connections {
  const name = JSON.stringify(network);
  const known = opened.get(name);
  if (known) return known.connections;
  const tls = {
    secureContext: trustedRoots(network.caFile),
    // Said outright, for Node's default follows NODE_TLS_REJECT_UNAUTHORIZED.
    rejectUnauthorized: true,
  };
  const options = {
    connections: network.connections,
    // Over HTTP/2 all uploads would share one TCP stream and its window.
    allowH2: false,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    connectTimeout: network.connectTimeoutMs,
    connect: {
      ...tls,
      timeout: network.connectTimeoutMs,
      lookup: lookupHost,
      autoSelectFamilyAttemptTimeout: perAddressMs,
    },
    requestTls: tls,
    proxyTls: tls,
  };
  const direct = new Agent(options);
  const proxied = throughProxy(network.proxy, options) ?? direct;
  const connections: Connections = {
    to: origin => (isLoopback(new URL(origin).hostname) ? direct : proxied),
  };
  opened.set(name, { connections, close: () => Promise.all([direct.destroy(), proxied.destroy()]) });
  return connections;
}

/** Closes what this thread has opened; running requests fail. */
export async function closeConnections(): Promise<void> {
  const all = [...opened.values()];
  opened.clear();
  await Promise.all(all.map(each => each.close()));
}

function throughProxy(
  proxy: NetworkSetup['proxy'],
  options: EnvHttpProxyAgent.Options,
): EnvHttpProxyAgent | null {
  if (proxy === 'none') return null;
  if (proxy === 'environment') return proxyAgent(options);
  const url = proxy.url.includes('://') ? proxy.url : `http://${proxy.url}`;
  return proxyAgent({ ...options, httpProxy: url, httpsProxy: url, noProxy: '' });
}

function proxyAgent(options: EnvHttpProxyAgent.Options): EnvHttpProxyAgent {
  try {
    return new EnvHttpProxyAgent(options);
  } catch {
    // The address may hold a password, so neither it nor the error that repeats it is kept.
    throw new AppError('net.proxy', "the proxy's address is not a URL", problem('proxy.notUrl'));
  }
}

/** True for hosts that never go through a proxy. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127(\.\d+){3}$/.test(hostname) ||
    hostname === '[::1]'
  );
}

/** Node's roots, the system's, and the file's. Built once, since parsing hundreds of certificates takes some 20 ms. */
export function trustedRoots(caFile: string | null): SecureContext {
  const roots = new Set([...getCACertificates('default'), ...getCACertificates('system')]);
  if (caFile !== null) {
    try {
      roots.add(readCertificates(caFile));
    } catch (cause) {
      throw new AppError(
        'net.tls',
        'the file of certificates cannot be used',
        problem('tls.caFile', { path: caFile }),
        cause,
      );
    }
  }
  return createSecureContext({ ca: [...roots] });
}

/** The text of a PEM file; throws what reading throws, and for a file of anything else, which would pass in silence. */
export function readCertificates(caFile: string): string {
  const pem = readFileSync(caFile, 'utf8');
  new X509Certificate(pem);
  return pem;
}

/** `*.localhost` is loopback by RFC 6761, but not every system's resolver knows it; a local bucket needs it. */
export const lookupHost: LookupFunction = (hostname, options, callback) => {
  if (!hostname.endsWith('.localhost')) systemLookup(hostname, options, callback);
  else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
