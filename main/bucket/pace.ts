import type { Clock } from '../base/clock.ts';
import type { Answer, ByteStream } from './call.ts';

/** Shorter waits are saved up: timers are not exact, and a wait for each chunk would cost more than it should take. */
const shortestMs = 5;
/** Time that a sender who paused may make up for. */
const burstMs = 100;

/** The arithmetic of a limited rate. */
export interface Pace {
  /** Takes so many bytes as passed and returns the milliseconds to wait until the next may. */
  pass(bytes: number, nowMs: number): number;
}

export function createPace(bytesPerSecond: number, startMs: number): Pace {
  let freeAtMs = startMs;
  return {
    pass(bytes, nowMs) {
      freeAtMs = Math.max(freeAtMs, nowMs - burstMs) + (bytes / bytesPerSecond) * 1000;
      const waitMs = freeAtMs - nowMs;
      return waitMs < shortestMs ? 0 : waitMs;
    },
  };
}

/** The same bytes at a limited rate; each chunk comes when its time is over. */
export async function* paced(
  bytes: AsyncIterable<Uint8Array>,
  bytesPerSecond: number,
  clock: Clock,
): AsyncGenerator<Uint8Array> {
  const pace = createPace(bytesPerSecond, clock.monotonic());
  for await (const chunk of bytes) {
    const waitMs = pace.pass(chunk.length, clock.monotonic());
    if (waitMs > 0) await clock.sleep(waitMs);
    yield chunk;
  }
}

/** The same answer, what it reads from disk at a limited rate. */
export function pacedAnswer(answer: Answer, bytesPerSecond: number, clock: Clock): Answer {
  const { body } = answer;
  if (body === null || typeof body === 'string') return answer;
  const slow: ByteStream = {
    size: body.size,
    read: () => paced(body.read(), bytesPerSecond, clock),
    close: () => body.close(),
  };
  return { ...answer, body: slow };
}
