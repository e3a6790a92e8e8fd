import { targetOf } from '../../remote/uri.ts';
import { proxyFor, showProxy } from '../proxy-route.ts';
import { type Finding, passed } from '../report.ts';
import { openSocket } from '../socket.ts';
import type { Visit } from '../visit.ts';

/** Which proxy requests go through, and whether it lets them. */
export async function checkProxy({ access, network, proxies, signal }: Visit): Promise<Finding> {
  const { origin } = targetOf(access.address, null);
  const proxy = proxyFor(origin, network.proxy, proxies);
  if (proxy === null) return passed('proxy.none');
  (await openSocket(origin, proxy, network.caFile, signal)).destroy();
  return passed(proxy.from === 'option' ? 'proxy.fromOption' : 'proxy.fromEnvironment', {
    proxy: showProxy(proxy),
  });
}
