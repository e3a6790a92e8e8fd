import { AppError, toAppError } from '../base/app-error.ts';
import { isAwsHost } from '../model/endpoint.ts';
import type { ObjectOptions } from '../model/target.ts';
import { objectChanged, requireEtag } from './conditions.ts';
import type { Headers } from './http.ts';
import type { ObjectStore } from './object-store.ts';
import type { ConditionalCall, S3Server } from './s3-server.ts';

export interface S3Conditions {
  /**
   * Makes a call that writes or deletes under the condition of its options, which `send` gets as headers. Amazon is taken at its word.
   * Other servers may ignore a condition: where it is `ifMatch`, or the call a copy, the key is looked at before as well. A server
   * that refuses the header gets the call without it, after a look. Throws `object.changed` where `ifMatch` fails, and
   * `object.exists` where `forbidOverwrite` does.
   */
  conditionally<T>(
    call: ConditionalCall,
    key: string,
    options: Pick<ObjectOptions, 'forbidOverwrite' | 'ifMatch'>,
    signal: AbortSignal,
    send: (condition: Headers) => Promise<T>,
  ): Promise<T>;
}

export function createS3Conditions(
  head: ObjectStore['head'],
  server: S3Server,
  endpoint: () => string,
): S3Conditions {
  async function requireAbsent(key: string, signal: AbortSignal): Promise<void> {
    if ((await head(key, signal)) === null) return;
    throw new AppError('object.exists', 'an object of this name exists', { key });
  }

  return {
    async conditionally(call, key, { forbidOverwrite, ifMatch }, signal, send) {
      if (!forbidOverwrite && ifMatch === undefined) return send({});
      let isLooked = false;
      const look = async () => {
        if (isLooked) return;
        await (ifMatch === undefined ? requireAbsent(key, signal) : requireEtag(head, key, ifMatch, signal));
        isLooked = true;
      };
      const mayBeIgnored = ifMatch !== undefined || call === 'copy';
      if (mayBeIgnored && !isAwsHost(new URL(endpoint()).hostname)) await look();
      if (!server.unconditional.has(call)) {
        try {
          return await send(
            ifMatch === undefined ? { 'if-none-match': '*' } : { 'if-match': `"${ifMatch}"` },
          );
        } catch (thrown) {
          const { code } = toAppError(thrown);
          const isFailed = code === 'object.exists' || code === 'object.missing';
          if (isFailed && ifMatch !== undefined) throw objectChanged(key, ifMatch, thrown);
          if (code !== 'remote.unsupported') throw thrown;
        }
      }
      await look();
      const result = await send({});
      server.unconditional.add(call);
      return result;
    },
  };
}
