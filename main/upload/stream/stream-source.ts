import type { Readable } from 'node:stream';

/** Bytes that come once, in order, and wherever from. */
export interface StreamSource {
  /** For messages: "standard input", or host and path of an address without its query. Never a secret. */
  readonly name: string;
  /** Bytes in all; null when nobody can tell before the end. Another number that comes fails the upload. */
  readonly size: number | null;
  /** When the bytes were changed last, decimal ns since 1970; absent or null where nobody tells. */
  readonly mtimeNs?: string | null;
  /**
   * The bytes from the first, once. A chunk stays valid until the next is asked for. What is thrown ends the upload, as
   * `stream.failed` unless it is an `AppError`; when the signal fires, reading ends.
   */
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Lets go of what was opened before `open`; called once the upload is over, whatever became of it. */
  close?(): void;
}

/** Bytes that are all here. */
export function bytesSource(bytes: Uint8Array, name: string): StreamSource {
  return {
    name,
    size: bytes.byteLength,
    async *open() {
      yield bytes;
    },
  };
}

/** A text as UTF-8. */
export function textSource(text: string, name = 'the text'): StreamSource {
  return bytesSource(new TextEncoder().encode(text), name);
}

/**
 * A stream of Node, such as standard input. The end of a pipe is all that can be seen of its other side: when the program
 * there dies in the middle, what it has written so far looks whole. Scripts are told apart by the shell: `set -o pipefail`
 * makes the pipeline fail, and whoever must not keep a half object removes it then.
 */
export function readableSource(readable: Readable, name: string): StreamSource {
  return {
    name,
    size: null,
    async *open(signal) {
      const stop = () => void readable.destroy();
      signal.addEventListener('abort', stop, { once: true });
      try {
        signal.throwIfAborted();
        for await (const chunk of readable) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}
