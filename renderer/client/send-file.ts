import type { ErrorView } from '../../preload/contract/common.ts';
import { RequestError } from './client.ts';

/**
 * Puts a file to an address of the page's own origin, as `fetch` does, which can't tell how far it is. Rejects with the signal's reason, or
 * with a `RequestError`.
 */
export function sendFile(
  address: string,
  file: File,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const onAbort = () => {
      request.abort();
      reject(signal.reason);
    };
    // The engine keeps nothing of it: unlike other requests, it begins anew.
    const lost = () =>
      reject(
        new RequestError({
          code: 'stream.failed',
          message: 'the server does not answer',
          facts: { problem: 'hand.connectionLost' },
        }),
      );
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onerror = lost;
    request.onload = () => {
      if (request.status < 300) return resolve();
      try {
        const { error } = JSON.parse(request.responseText) as { readonly error: ErrorView };
        reject(new RequestError(error));
      } catch {
        lost();
      }
    };
    request.onloadend = () => signal.removeEventListener('abort', onAbort);
    request.open('PUT', address);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    request.send(file);
  });
}
