import type { SentRequest } from '../exchange.ts';
import { livingOwner, stage } from '../stage.ts';

type Wish = Partial<Pick<SentRequest, 'signal'>> &
  Pick<SentRequest, 'origin' | 'path' | 'method' | 'headers'> & {
    readonly body?: SentRequest['body'] | Uint8Array;
  };

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Hands requests to the network of the run. */
export class Agent {
  async request({ body = null, signal = null, ...wish }: Wish): Promise<unknown> {
    livingOwner();
    signal?.throwIfAborted();
    const chunks = body instanceof Uint8Array ? inOne(body) : body;
    return await stage().network.request({ ...wish, body: chunks, signal });
  }

  async destroy(): Promise<void> {}
}

export class EnvHttpProxyAgent extends Agent {}
