import { AppError, fromErrorRecord, isAbort } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { StreamSource } from './stream-source.ts';

/** Reads a source piece by piece into memory of our own, and no further than it is asked to. */
export interface StreamReader {
  /** Bytes read so far. */
  readonly position: number;
  /** Reads until `buffer` is full from `start` on or the source ends; returns the new end of the bytes in it. */
  fill(buffer: Uint8Array, start: number): Promise<number>;
  /** Whether nothing is left; waits for the next byte or the end. */
  isAtEnd(): Promise<boolean>;
  /** The rest of the bytes as they come, instead of `fill`. */
  rest(): AsyncIterable<Uint8Array>;
  /** Lets go of the source; resolves at once, wherever it is. */
  close(): void;
}

/**
 * Throws `stream.failed` for whatever the source throws that is no `AppError`, and when it gives another number of bytes than
 * it had announced. A source that is silent for long ends nothing; the signal ends the wait for it, with its reason.
 */
export function createStreamReader(
  source: StreamSource,
  key: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): StreamReader {
  const iterator = source.open(signal)[Symbol.asyncIterator]();
  let left: Uint8Array = new Uint8Array(0);
  let isOver = false;
  let position = 0;

  async function next(): Promise<void> {
    const step = await unlessAborted(iterator.next(), signal).catch(thrown => {
      throw failureOf(thrown);
    });
    if (step.done) {
      isOver = true;
      if (source.size !== null && position < source.size) throw wrongLength(position);
      return;
    }
    left = step.value;
    position += left.byteLength;
    if (source.size !== null && position > source.size) throw wrongLength(position);
    onBytes(left.byteLength);
  }

  function failureOf(thrown: unknown): unknown {
    if (signal.aborted) return signal.reason;
    if (thrown instanceof AppError) {
      return thrown.code === 'stream.failed' ? ofThisSource(thrown) : thrown;
    }
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const found = isAbort(thrown)
      ? problem('stream.elsewhere')
      : problem('stream.broke', { detail: message });
    return failed(found, thrown);
  }

  function failed(found: ProblemFacts, cause?: unknown): AppError {
    const facts = { ...found, name: source.name, key };
    return new AppError('stream.failed', 'the source of the bytes failed', facts, cause);
  }

  function ofThisSource({ code, message, facts }: AppError): AppError {
    return fromErrorRecord({ code, message, facts: { ...facts, name: source.name, key } });
  }

  function wrongLength(came: number): AppError {
    return failed(problem('stream.length', { came, announced: source.size ?? 0 }));
  }

  async function isAtEnd(): Promise<boolean> {
    while (left.byteLength === 0 && !isOver) await next();
    return left.byteLength === 0;
  }

  return {
    get position() {
      return position;
    },
    isAtEnd,
    async fill(buffer, start) {
      let end = start;
      while (end < buffer.byteLength && !(await isAtEnd())) {
        const taken = left.subarray(0, buffer.byteLength - end);
        buffer.set(taken, end);
        end += taken.byteLength;
        left = left.subarray(taken.byteLength);
      }
      return end;
    },
    async *rest() {
      while (!(await isAtEnd())) {
        const chunk = left;
        left = new Uint8Array(0);
        yield chunk;
      }
    },
    close() {
      iterator.return?.().catch(() => {});
    },
  };
}

/** The promise, or the signal's reason as soon as that fires; the promise may then settle unheard. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
