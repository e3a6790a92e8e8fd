/**
 * The difference between the server's clock and ours, shared by all threads. It is kept in whole seconds: servers allow
 * 15 minutes, and an Int32 of milliseconds would overflow on a machine whose clock is a month off.
 */
export function createClockOffset(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Milliseconds to add to our clock. */
export function readClockOffset(offset: Int32Array): number {
  return Atomics.load(offset, 0) * 1000;
}

/** Lets every thread sign with this offset from its next request on. */
export function writeClockOffset(offset: Int32Array, ms: number): void {
  Atomics.store(offset, 0, Math.round(ms / 1000));
}
