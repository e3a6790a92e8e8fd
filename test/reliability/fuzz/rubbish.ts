import fc, { type Arbitrary } from 'fast-check';

/** A text that was right, with some of it cut out, doubled, replaced or put in. */
export function spoilt(samples: readonly string[], bits: readonly string[]): Arbitrary<string> {
  const bit = fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'binary', maxLength: 8 }), fc.string());
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(40), put: bit, times: fc.constantFrom(1, 1, 1, 2, 50) });
  const edited = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 4 }))
    .map(([text, edits]) =>
      edits.reduce((now, { at, cut, put, times }) => {
        const from = at % (now.length + 1);
        return now.slice(0, from) + put.repeat(times) + now.slice(from + cut);
      }, text),
    );
  return fc.oneof({ weight: 6, arbitrary: edited }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) });
}

/** The same for bytes: flipped bits, a cut end, something else behind. */
export function spoiltBytes(sample: Uint8Array): Arbitrary<Buffer> {
  const flip = fc.record({ at: fc.nat(sample.length - 1), mask: fc.integer({ min: 1, max: 255 }) });
  const run = fc.record({
    at: fc.nat(sample.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 5_000 }),
  });
  return fc
    .record({
      flips: fc.array(flip, { maxLength: 20 }),
      runs: fc.array(run, { maxLength: 2 }),
      length: fc.oneof(fc.constant(sample.length), fc.nat(sample.length)),
      tail: fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 200 })),
    })
    .map(({ flips, runs, length, tail }) => {
      const bytes = Buffer.from(sample);
      for (const { at, mask } of flips) bytes[at] = (bytes[at] ?? 0) ^ mask;
      for (const { at, bytes: put } of runs) bytes.set(put.subarray(0, bytes.length - at), at);
      return Buffer.concat([bytes.subarray(0, length), tail]);
    });
}
