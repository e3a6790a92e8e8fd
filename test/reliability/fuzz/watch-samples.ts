import fc, { type IAsyncPropertyWithHooks } from 'fast-check';

export interface SampleWatch {
  /** Before each sample: its number, from 1 on, and its text. */
  onSample(number: number, text: string): void;
  /** After each one. */
  onEnd(ms: number): void;
  /** A sample that takes longer has failed. */
  readonly mostMs: number;
}

/**
 * Measures each sample of a property by the clock, from outside: one that holds the thread lets no timer of the same thread come in
 * between. Changes the property.
 */
export function watchSamples(property: IAsyncPropertyWithHooks<unknown[]>, watch: SampleWatch): void {
  const run = property.run.bind(property);
  let number = 0;
  property.run = async sample => {
    number += 1;
    watch.onSample(number, fc.stringify(sample));
    const beganMs = performance.now();
    const failure = await run(sample);
    const ms = performance.now() - beganMs;
    watch.onEnd(ms);
    if (failure !== null || ms <= watch.mostMs) return failure;
    return { error: new Error(`it took ${Math.round(ms)} ms; no sample may take ${watch.mostMs}`) };
  };
}
