import type { ErrorView } from '../../preload/contract/common.ts';
import type { Bridge } from '../../preload/contract.ts';
import { type Client, RequestError } from './client.ts';

/** The client over what the preload script has put into the page; such a connection is never lost. */
export function createBridgeClient(bridge: Bridge): Client {
  return {
    async request(name, args) {
      try {
        // Each name has its own arguments and answer; TypeScript can't follow the union through a call.
        return await (bridge[name] as (args: unknown) => Promise<never>)(args);
      } catch (thrown) {
        throw new RequestError(thrown as ErrorView);
      }
    },
    onSnapshot: bridge.onSnapshot,
    onConnection(listener) {
      listener(true);
      return () => {};
    },
    watch: bridge.watch,
    onWish: bridge.onWish,
    uploadFile: null,
    pathOfFile: file => bridge.pathOfFile(file),
  };
}
