import { createPublicKey, sign } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Callback } from '../../model/callback.ts';
import { post, type Reply } from './post.ts';
import { openSigningKey } from './signing-key.ts';

export interface CallbackSetup {
  /** The bucket's folder, which keeps the key. */
  readonly dir: string;
  /** Where applications find the public half of the key. */
  readonly publicKeyUrl: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The bucket's end of all callbacks. */
export interface Callbacks {
  /** Makes sure that there is a key to sign with; to be called before anything is stored. */
  prepare(): Promise<void>;
  /** PEM. */
  publicKey(): Promise<string>;
  /** Asks the URLs in their order until one answers as it should; else the reply is that of the last. Never rejects once prepared. */
  send(callback: Callback, body: string): Promise<Reply>;
  /** Breaks off those that wait for an application. */
  close(): void;
}

export function createCallbacks({ dir, publicKeyUrl, clock, log }: CallbackSetup): Callbacks {
  const key = openSigningKey(join(dir, 'callback-key.pem'));
  const closing = new AbortController();

  return {
    async prepare() {
      await key();
    },

    async publicKey() {
      return createPublicKey(await key())
        .export({ type: 'spki', format: 'pem' })
        .toString();
    },

    async send(callback, text) {
      const body = Buffer.from(text);
      let reply: Reply = { problem: '' };
      for (const url of callback.urls.map(url => new URL(url))) {
        const signed = Buffer.concat([
          Buffer.from(`${decodeURIComponent(url.pathname)}${url.search}\n`),
          body,
        ]);
        const headers = {
          host: callback.host ?? url.host,
          connection: 'close',
          'content-type': callback.bodyType,
          'content-length': String(body.length),
          'user-agent': 'http-client/0.0.1',
          'x-oss-pub-key-url': Buffer.from(publicKeyUrl()).toString('base64'),
          authorization: sign('md5', signed, await key()).toString('base64'),
        };
        reply = await post({ url, headers, body, sni: callback.sni ?? false }, clock, closing.signal);
        if ('json' in reply || closing.signal.aborted) break;
        log.info('callback failed', { host: url.host, problem: reply.problem });
      }
      return reply;
    },

    close: () => closing.abort(),
  };
}
