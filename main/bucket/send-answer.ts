import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { Answer, ByteStream } from './call.ts';

/** How long a client may go on sending a body that was refused before the connection is closed on it. */
const lingerMs = 5_000;

/** Node writes header text as Latin-1 and refuses control characters; values are UTF-8 and may come from a client. */
function headerText(value: string): string {
  return Buffer.from(value.replace(/\p{Cc}/gu, ' '), 'utf8').toString('latin1');
}

function withLength(answer: Answer, headers: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.fromEntries(
    Object.entries({ ...headers, ...answer.headers }).map(([name, value]) => [name, headerText(value)]),
  );
  if (answer.status === 204 || answer.status === 304) return all;
  const { body } = answer;
  const size = body === null ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.size;
  return { 'content-length': String(size), ...all };
}

/**
 * Writes an answer. It may go out before the request's body was read: a client that listens stops sending, the rest of
 * a body is read and forgotten for a while, and then the connection is closed.
 */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<void> {
  const isUnread = !request.complete;
  response.writeHead(answer.status, withLength(answer, headers));
  // Never as a string: Node would write the head in the encoding of the body then.
  if (answer.body === null || typeof answer.body === 'string') response.end(Buffer.from(answer.body ?? ''));
  else await sendStream(request, response, answer.body);
  if (isUnread) linger(request, clock);
}

async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  stream: ByteStream,
): Promise<void> {
  try {
    if (request.method !== 'HEAD') {
      for await (const chunk of stream.read()) {
        if (response.destroyed) return;
        if (!response.write(chunk)) await drained(response);
      }
    }
    response.end();
  } catch {
    // The head is out, so breaking off is all that is left to say.
    response.destroy();
  } finally {
    stream.close();
  }
}

/** Resolves when more may be written, or the connection is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

function linger(request: IncomingMessage, clock: Clock): void {
  const timer = clock.after(lingerMs, () => {
    if (!request.complete) request.socket.destroy();
  });
  request.once('close', () => timer.stop());
}

/** Writes the first half of an answer, or of its head when it has no body, and resets the connection. */
export async function sendTruncated(
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { socket } = response;
  const half = await firstHalf(answer);
  if (half === null) socket?.write(`HTTP/1.1 ${answer.status} \r\nDate: `);
  else {
    response.writeHead(answer.status, withLength(answer, headers));
    response.write(half);
  }
  // A turn for the bytes to leave before the reset that would take them along.
  await new Promise(resolve => setImmediate(resolve));
  socket?.destroy();
}

async function firstHalf({ body }: Answer): Promise<Uint8Array | null> {
  if (body === null || body === '') return null;
  if (typeof body === 'string') return Buffer.from(body.slice(0, Math.ceil(body.length / 2)));
  try {
    for await (const chunk of body.read()) return chunk.subarray(0, Math.ceil(chunk.length / 2));
    return null;
  } finally {
    body.close();
  }
}
