import type { Clock } from '../base/clock.ts';

/** Bytes that may sit in the kernel's send buffer after the last one was handed over: the maximum of Linux. */
const kernelBuffer = 4 * 1024 * 1024;
/** Bytes per second of the slowest line that still counts as alive while nothing better is known. */
const slowestRate = 16 * 1024;

/**
 * How long to wait for an answer after the last byte of a body was handed to the kernel. The kernel takes up to 4 MiB at
 * memory speed and goes on sending them over the line, with nothing to be seen from here; on a slow line that alone takes
 * longer than any fair deadline. So the time for them to drain is added, at the rate measured while the rest of this
 * body went out, or at a quarter of what an earlier answered request has proven, or at the slowest rate.
 */
export function answerDeadlineMs(
  baseMs: number,
  size: number,
  sendingMs: number,
  provenRate: number | null,
): number {
  const buffered = Math.min(size, kernelBuffer);
  const measured = size > buffered && sendingMs > 0 ? ((size - buffered) / sendingMs) * 1000 : 0;
  const rate = Math.max(slowestRate, measured, (provenRate ?? 0) / 4);
  return Math.ceil(baseMs + (buffered / rate) * 1000);
}

/** Fires once when it was not armed again in time. */
export interface Watchdog {
  /** Waits `ms` from now on, whatever was set before. */
  arm(ms: number): void;
  /** Stops waiting until it is armed again. */
  rest(): void;
}

export function createWatchdog(clock: Clock, onExpired: (waitedMs: number) => void): Watchdog {
  let timer: ReturnType<Clock['after']> | null = null;
  let timerMs = 0;
  const rest = () => {
    timer?.stop();
    timer = null;
  };
  return {
    arm(ms) {
      if (timer !== null && ms === timerMs) {
        timer.restart();
        return;
      }
      rest();
      timerMs = ms;
      timer = clock.after(ms, () => {
        timer = null;
        onExpired(ms);
      });
    },
    rest,
  };
}
