import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { isLoopback } from '../remote/dispatcher.ts';
import type { NetworkSetup } from '../remote/store-setup.ts';

/** What the environment says of proxies; null where a variable is missing or empty. */
export interface ProxyEnvironment {
  readonly http: string | null;
  readonly https: string | null;
  readonly none: string | null;
}

/** The proxy for requests to one origin. */
export interface ProxyHop {
  readonly url: URL;
  /** Whose word it is: `--proxy`, or the environment. */
  readonly from: 'option' | 'environment';
}

/**
 * The proxy that requests to `origin` go through, null for none; the same choice as that of the connections themselves.
 * Pure. Throws `net.proxy` for an address that is no URL.
 */
export function proxyFor(
  origin: string,
  wanted: NetworkSetup['proxy'],
  environment: ProxyEnvironment,
): ProxyHop | null {
  const { protocol, hostname, port } = new URL(origin);
  if (wanted === 'none' || isLoopback(hostname)) return null;
  if (wanted !== 'environment') return { url: parseProxy(wanted.url), from: 'option' };
  const text = protocol === 'https:' ? (environment.https ?? environment.http) : environment.http;
  if (text === null) return null;
  const actualPort = Number(port) || (protocol === 'https:' ? 443 : 80);
  if (isExcepted(hostname.toLowerCase(), actualPort, environment.none ?? '')) return null;
  return { url: parseProxy(text), from: 'environment' };
}

/** Host and port alone: the rest may hold a password. */
export function showProxy({ url }: ProxyHop): string {
  return `${url.protocol}//${url.host}`;
}

function parseProxy(text: string): URL {
  try {
    return new URL(text.includes('://') ? text : `http://${text}`);
  } catch {
    // The address may hold a password, so neither it nor the error that repeats it is kept.
    throw new AppError('net.proxy', "the proxy's address is not a URL", problem('proxy.notUrl'));
  }
}

/** NO_PROXY: a name stands for itself and everything below it, `*.name` for what is below, `*` for all. */
function isExcepted(hostname: string, port: number, list: string): boolean {
  return list
    .split(/[,\s]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      const [, wild, name = '', only] = /^(\*)?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (only !== undefined && Number(only) !== port) return false;
      if (name === '') return wild !== undefined;
      return (wild === undefined && hostname === name) || hostname.endsWith(`.${name}`);
    });
}
