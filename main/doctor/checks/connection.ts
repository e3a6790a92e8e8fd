import type { Duplex } from 'node:stream';
import { isLoopback } from '../../remote/dispatcher.ts';
import { targetOf } from '../../remote/uri.ts';
import { proxyFor } from '../proxy-route.ts';
import { type Finding, passed, warned } from '../report.ts';
import { askHead, certificateOf, greetTls, openSocket } from '../socket.ts';
import type { Visit } from '../visit.ts';

const dayMs = 86_400_000;
/** Certificates are usually renewed a month before their end; one that is not was forgotten. */
const soonDays = 14;

/** Connects, checks the certificate, and asks the server for its time on the way. */
export async function checkConnection(visit: Visit): Promise<Finding> {
  const { access, network, signal } = visit;
  const { origin, path } = targetOf(access.address, null);
  const { hostname, protocol, host } = new URL(origin);
  const proxy = proxyFor(origin, network.proxy, visit.proxies);
  const bare = await openSocket(origin, proxy, network.caFile, signal);
  if (protocol === 'http:') {
    await askTime(visit, bare, origin, proxy === null ? path : `${origin}${path}`);
    return isLoopback(hostname)
      ? passed('connection.loopback', { host })
      : warned('connection.plain', { host });
  }
  const secure = await greetTls(bare, origin, network.caFile, signal);
  const { issuer, endsAtMs, protocol: version } = certificateOf(secure);
  await askTime(visit, secure, origin, path);
  const days = Math.floor((endsAtMs - visit.clock.now()) / dayMs);
  const facts = { host, version, issuer, count: days };
  return days < soonDays ? warned('connection.tlsEnds', facts) : passed('connection.tls', facts);
}

/** The answer itself does not matter, and that it fails is found out by the signed requests. */
async function askTime(visit: Visit, socket: Duplex, origin: string, path: string): Promise<void> {
  const startedMs = visit.clock.now();
  try {
    const { date } = await askHead(socket, origin, path, visit.signal);
    const theirs = Date.parse(String(date));
    const ours = (startedMs + visit.clock.now()) / 2;
    if (!Number.isNaN(theirs)) visit.notes.serverAheadMs = theirs - ours;
  } catch {
    visit.signal.throwIfAborted();
  } finally {
    socket.destroy();
  }
}
