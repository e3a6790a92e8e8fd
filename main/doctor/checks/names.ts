import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { AppError } from '../../base/app-error.ts';
import { isLoopback } from '../../remote/dispatcher.ts';
import { networkError } from '../../remote/net-errors.ts';
import { targetOf } from '../../remote/uri.ts';
import { proxyFor } from '../proxy-route.ts';
import { type Finding, passed } from '../report.ts';
import type { Visit } from '../visit.ts';

/** Resolves the name that requests really go to, which may have the bucket in front. */
export async function checkNames(visit: Visit): Promise<Finding> {
  const { origin } = targetOf(visit.access.address, null);
  const { hostname } = new URL(origin);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return passed('names.address', { host: hostname });
  if (proxyFor(origin, visit.network.proxy, visit.proxies) !== null) {
    return passed('names.byProxy');
  }
  if (isLoopback(hostname)) return passed('names.loopback', { host: hostname });
  const addresses = await resolve(hostname, visit.signal);
  if (addresses.length === 0)
    throw new AppError('net.unreachable', 'the name has no address', { host: hostname });
  const shown = addresses.slice(0, 3).join(', ') + (addresses.length > 3 ? ', …' : '');
  return passed('names.found', { host: hostname, addresses: shown });
}

/** The system's own way, as requests go; it can't be interrupted, so a signal only ends the wait. */
function resolve(hostname: string, signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((done, fail) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    lookup(hostname, { all: true }, (error, found) => {
      if (error) fail(networkError(error, 'sending', { host: hostname }));
      else done(found.map(({ address }) => address));
    });
  });
}
