import { readdirSync } from 'node:fs';

/** Memory at one moment, after all that nobody needs was cleared away. */
export interface MemorySample {
  readonly day: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Descriptors that the process holds, sockets included; null on systems that do not tell. */
  readonly openFiles: number | null;
}

export function sampleMemory(day: number): MemorySample {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (!collect) throw new Error('start it with --expose-gc');
  collect();
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  const openFiles = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : null;
  return { day, heapBytes: heapUsed, rssBytes: rss, openFiles };
}

/** Bytes a day by least squares, over the samples after the first third: what is filled once is filled by then. */
export function slopeOf(samples: readonly MemorySample[], pick: (sample: MemorySample) => number): number {
  const later = samples.slice(Math.floor(samples.length / 3));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(later.map(({ day }) => day));
  const level = mean(later.map(pick));
  const above = later.reduce((sum, each) => sum + (each.day - middle) * (pick(each) - level), 0);
  const width = later.reduce((sum, each) => sum + (each.day - middle) ** 2, 0);
  return width === 0 ? 0 : above / width;
}
