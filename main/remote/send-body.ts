import { AppError } from '../base/app-error.ts';
import type { HttpRequest } from './http.ts';

type Outgoing = NonNullable<HttpRequest['body']>;

/**
 * Bytes handed to the socket at once. Small enough that a slow line shows progress within a deadline, and above the
 * 64 KiB (TLS: 16 KiB) up to which a socket says "go on" while the bytes still wait in its queue.
 */
const pieceBytes = 128 * 1024;
/** Up to here a socket may keep a reference to a chunk and still ask for the next one. */
const socketQueueBytes = 64 * 1024;

/** A body on its way, and the promise that nobody reads from its source any more. */
export interface Sending {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Resolves when the source is at rest: at once when it was never opened. */
  readonly atRest: () => Promise<void>;
}

/**
 * The chunks of a body as undici may take them: exactly `body.size` bytes where there is a size; else throws `file.changed`.
 *
 * The source reuses a chunk's memory once the next one is asked for, so a chunk must be out of our hands by then.
 * undici writes a chunk and asks for the next one at once only while the socket's queue is below its high-water mark of
 * 64 KiB; otherwise it waits for `drain`, which comes when the queue is empty, that is, when the kernel (or TLS) has
 * its own copy. So pieces above 64 KiB are safe as they are, and smaller ones are copied.
 *
 * `onMove` is called when a piece goes to the socket and when the socket asks for more, so that socket and source each
 * have a deadline of their own; `onHandedOver` when the socket has taken everything, with the number of bytes.
 */
export function sendBody(
  body: Outgoing,
  signal: AbortSignal,
  onMove: () => void,
  onHandedOver: (bytes: number) => void,
): Sending {
  let running: Promise<void> | null = null;

  async function* pieces(): AsyncGenerator<Uint8Array> {
    const { promise, resolve } = Promise.withResolvers<void>();
    running = promise;
    try {
      let sent = 0;
      let handedOver = 0;
      for await (const chunk of chunksOf(body)) {
        sent += chunk.byteLength;
        if (body.size !== null && sent > body.size) throw wrongLength(body.size, sent);
        for (const piece of piecesOf(chunk)) {
          onMove();
          yield piece;
          onMove();
          handedOver += piece.byteLength;
          // Undici closes a connection whose answer comes before the body has ended, so nothing waits after its last piece.
          if (handedOver === body.size) break;
          // One turn of the event loop, so that an answer (and the end of the connection) that came while sending is
          // read before the next write meets a closed socket.
          await new Promise<void>(resolve => setImmediate(resolve));
          signal.throwIfAborted();
        }
      }
      if (body.size !== null && sent < body.size) throw wrongLength(body.size, sent);
      onHandedOver(sent);
    } finally {
      resolve();
    }
  }

  return { chunks: pieces(), atRest: () => running ?? Promise.resolve() };
}

/** The bytes of a body that can give them at once; null for any other. Throws `file.changed` when they are not as many as promised. */
export async function wholeBody(body: Outgoing): Promise<Uint8Array | null> {
  if (body.size === null || body.size === 0 || body.whole === undefined) return null;
  const bytes = await body.whole();
  if (bytes.byteLength !== body.size) throw wrongLength(body.size, bytes.byteLength);
  return bytes;
}

/** Reads an empty body to its end, for its source may count on being read; throws `file.changed` when it holds bytes. */
export async function checkEmpty(body: Outgoing): Promise<void> {
  for await (const chunk of chunksOf(body)) {
    if (chunk.byteLength > 0) throw wrongLength(0, chunk.byteLength);
  }
}

function chunksOf(body: Outgoing): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  const opened = body.open();
  return opened instanceof Uint8Array ? [opened] : opened;
}

function* piecesOf(chunk: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < chunk.byteLength; from += pieceBytes) {
    const piece = chunk.subarray(from, from + pieceBytes);
    yield piece.byteLength > socketQueueBytes ? piece : new Uint8Array(piece);
  }
}

function wrongLength(expected: number, sent: number): AppError {
  return new AppError('file.changed', 'the source gave another number of bytes than it promised', {
    expected,
    given: sent,
  });
}
