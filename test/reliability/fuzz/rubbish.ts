import fc, { type Arbitrary } from 'fast-check';

/** What stands for one thing: a word, a number, a name. */
const wordPattern = /[\p{L}\p{N}_.%*-]+/gu;

/**
 * A text that was right, spoilt in one place more often than not, so that whatever reads it gets on to what it says: one word of it is
 * another, or something was put in. Some are spoilt in many places, and some are nothing but rubbish.
 */
export function spoilt(
  samples: readonly string[],
  bits: readonly string[],
  pattern = wordPattern,
): Arbitrary<string> {
  const sample = fc.constantFrom(...samples);
  const bit = fc.oneof(fc.constantFrom(...bits), fc.string({ unit: 'binary', maxLength: 8 }), fc.string());
  const otherWord = fc
    .tuple(sample, fc.nat(), bit)
    .map(([text, nth, put]) => withOtherWord(text, nth, put, pattern));
  const little = fc.record({ at: fc.nat(), cut: fc.nat(2), put: bit, times: fc.constant(1) });
  const much = fc.record({ at: fc.nat(), cut: fc.nat(40), put: bit, times: fc.constantFrom(1, 1, 1, 2, 50) });
  return fc.oneof(
    { weight: 1, arbitrary: sample },
    { weight: 4, arbitrary: otherWord },
    { weight: 2, arbitrary: fc.tuple(sample, little).map(([text, edit]) => withEdit(text, edit)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(sample, fc.array(much, { maxLength: 4 }))
        .map(([text, edits]) => edits.reduce(withEdit, text)),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
}

interface Edit {
  readonly at: number;
  readonly cut: number;
  readonly put: string;
  readonly times: number;
}

function withEdit(text: string, { at, cut, put, times }: Edit): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + put.repeat(times) + text.slice(from + cut);
}

function withOtherWord(text: string, nth: number, put: string, pattern: RegExp): string {
  const words = [...text.matchAll(pattern)];
  const found = words[nth % Math.max(1, words.length)];
  return found ? text.slice(0, found.index) + put + text.slice(found.index + found[0].length) : put;
}

/** A field of a record: what it may be, and what it may not. */
interface Field {
  readonly sound: Arbitrary<unknown>;
  readonly spoilt: Arbitrary<unknown>;
}

/** A record of which one field at most is spoilt: each gets to where it is read, past those that are read before it. */
export function spoiltField(fields: Readonly<Record<string, Field>>): Arbitrary<Record<string, unknown>> {
  const sound = fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.sound])),
  );
  const changes = Object.entries(fields).map(([name, field]) =>
    fc.tuple(sound, field.spoilt).map(([whole, value]) => ({ ...whole, [name]: value })),
  );
  return fc.oneof(sound, ...changes);
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
