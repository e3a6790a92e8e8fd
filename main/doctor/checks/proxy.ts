import { targetOf } from '../../remote/uri.ts';
import { proxyFor, showProxy } from '../proxy-route.ts';
import { type Finding, passed } from '../report.ts';
import { openSocket } from '../socket.ts';
import type { Visit } from '../visit.ts';

/** Which proxy requests go through, and whether it lets them. */
export async function checkProxy({ access, network, proxies, signal }: Visit): Promise<Finding> {
  const { origin } = targetOf(access.address, null);
  const proxy = proxyFor(origin, network.proxy, proxies);
  if (proxy === null) return passed('none: requests go straight to the server');
  (await openSocket(origin, proxy, network.caFile, signal)).destroy();
  const from = proxy.from === 'option' ? 'as --proxy says' : 'as the environment says';
  return passed(`${showProxy(proxy)}, ${from}, lets requests through`);
}
