/** A byte count at a moment. */
interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** The rate is an average over so many milliseconds: long enough to be calm, short enough to show a stall. */
const windowMs = 8_000;

/** Speed over a sliding window. Pure: time comes with each sample. */
export function createRate() {
  const samples: Sample[] = [];
  return {
    /** `bytes` counts from the start of the run and may fall back when a part in flight is lost. */
    add(atMs: number, bytes: number): void {
      samples.push({ atMs, bytes });
      while (samples.length > 2 && (samples[1]?.atMs ?? atMs) <= atMs - windowMs) samples.shift();
    },
    /** 0 until two samples are apart. */
    bytesPerSecond(): number {
      const first = samples[0];
      const last = samples.at(-1);
      if (!first || !last || last.atMs <= first.atMs) return 0;
      return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs));
    },
  };
}

/** Null while nothing moves; a time beyond 30 days is no estimate either. */
export function secondsLeft(bytesLeft: number, bytesPerSecond: number): number | null {
  if (bytesLeft <= 0) return 0;
  const seconds = bytesLeft / bytesPerSecond;
  return Number.isFinite(seconds) && seconds < 30 * 24 * 3600 ? Math.ceil(seconds) : null;
}
