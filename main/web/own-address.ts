import { isIP } from 'node:net';

/** The names under which this server may be asked for. */
export interface OwnAddress {
  /** Where it listens, as it was asked for. */
  readonly host: string;
  readonly port: number;
  /** Further names of this computer, alone or with the port under which a proxy stands for it. */
  readonly allowed: readonly string[];
}

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * True for a Host header that names this server. A foreign name that leads here (DNS rebinding) does not; a plain address
 * can't be led elsewhere, so any is right where the server listens on all of them.
 */
export function isOwnHost(header: string | undefined, { host, port, allowed }: OwnAddress): boolean {
  const named = readHost(header);
  if (named === null) return false;
  const names = [...loopback, bracketed(host.toLowerCase()), ...allowed.map(each => each.toLowerCase())];
  for (const name of names) {
    const own = readHost(name);
    if (own?.name === named.name && (own.port ?? port) === (named.port ?? 80)) return true;
    // Behind a proxy with TLS a browser leaves its usual port away.
    if (own?.name === named.name && own.port === 443 && named.port === null) return true;
  }
  return isEveryAddress(host) && isAddress(named.name) && (named.port ?? 80) === port;
}

/** True for the origin of the page that is served under this Host. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined || !/^https?:\/\//.test(origin)) return false;
  const given = readHost(host);
  if (given === null || !URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  const usual = protocol === 'https:' ? 443 : 80;
  return hostname === given.name && (port === '' ? usual : Number(port)) === (given.port ?? usual);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** As addresses are written within a URL. */
export function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

function readHost(
  header: string | undefined,
): { readonly name: string; readonly port: number | null } | null {
  const [, name, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(header ?? '') ?? [];
  if (name === undefined) return null;
  return { name: name.toLowerCase().replace(/\.$/, ''), port: port === undefined ? null : Number(port) };
}
