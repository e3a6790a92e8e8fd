import type { SentRequest } from '../exchange.ts';
import { livingOwner, stage } from '../stage.ts';

type Wish = Partial<SentRequest> & Pick<SentRequest, 'origin' | 'path' | 'method' | 'headers'>;

/** Hands requests to the network of the run. */
export class Agent {
  async request({ body = null, signal = null, ...wish }: Wish): Promise<unknown> {
    livingOwner();
    signal?.throwIfAborted();
    return await stage().network.request({ ...wish, body, signal });
  }

  async destroy(): Promise<void> {}
}

export class EnvHttpProxyAgent extends Agent {}
