import { parseArgs } from 'node:util';

/**
 * Prints zero polynomials of a CRC of 64 bits (multiples with few terms) as the taps that `crc-fold.ts` wants:
 * `node test/support/crc/zero-polynomials.ts --polynomial c96c5795d7870f42 --targets 2`. Ten seconds or so for each target.
 *
 * Eight residues x^e mod P with sum 0 are two sums of four that are equal. Of all sums of four only those are looked at whose lowest
 * bits are a target, which are joined from pairs: Wagner, "A Generalized Birthday Problem", CRYPTO 2002.
 */
const { values } = parseArgs({
  options: {
    /** Reflected, in hex. */
    polynomial: { type: 'string', default: 'c96c5795d7870f42' },
    exponents: { type: 'string', default: '3600' },
    targets: { type: 'string', default: '2' },
    /** The nearest tap that is wanted. */
    nearest: { type: 'string', default: '512' },
  },
});
const exponents = Number(values.exponents);
const lowBits = 20;
const buckets = 2 ** lowBits;
const lowMask = buckets - 1;

type Four = readonly [number, number, number, number];

/** x^0, x^1, … mod P, in halves; reflected, so x^0 is the highest bit. */
function residues(polynomial: bigint): { readonly high: Int32Array; readonly low: Int32Array } {
  const powers = new BigUint64Array(exponents);
  let power = 1n << 63n;
  for (let exponent = 0; exponent < exponents; exponent += 1) {
    powers[exponent] = power;
    power = power & 1n ? (power >> 1n) ^ polynomial : power >> 1n;
  }
  const halves = (shift: bigint) => Int32Array.from(powers, each => Number(BigInt.asIntN(32, each >> shift)));
  return { high: halves(32n), low: halves(0n) };
}

function createSearch(polynomial: bigint) {
  const { high, low } = residues(polynomial);
  const at = (numbers: Int32Array | Uint32Array | Uint16Array, place: number) => numbers[place] as number;

  /** Pairs by the lowest bits of their sum: those of bucket b are from starts[b] up to starts[b + 1]. */
  const starts = new Uint32Array(buckets + 1);
  const count = (exponents * (exponents - 1)) / 2;
  const [lesser, greater] = [new Uint16Array(count), new Uint16Array(count)];
  const bucketOf = (a: number, b: number) => (at(low, a) ^ at(low, b)) & lowMask;

  function eachPair(use: (a: number, b: number) => void): void {
    for (let a = 0; a < exponents; a += 1) for (let b = a + 1; b < exponents; b += 1) use(a, b);
  }

  eachPair((a, b) => {
    starts[bucketOf(a, b) + 1] = at(starts, bucketOf(a, b) + 1) + 1;
  });
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    starts[bucket + 1] = at(starts, bucket + 1) + at(starts, bucket);
  }
  const free = starts.slice();
  eachPair((a, b) => {
    const bucket = bucketOf(a, b);
    const place = at(free, bucket);
    free[bucket] = place + 1;
    lesser[place] = a;
    greater[place] = b;
  });

  /** Every four a < b < c < d whose lowest bits sum up to the target, with the other 44 bits of the sum. */
  function eachFour(target: number, use: (rest: number, first: number, second: number) => void): void {
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      const other = bucket ^ target;
      for (let one = at(starts, bucket); one < at(starts, bucket + 1); one += 1) {
        const [a, b] = [at(lesser, one), at(greater, one)];
        for (let two = at(starts, other); two < at(starts, other + 1); two += 1) {
          const [c, d] = [at(lesser, two), at(greater, two)];
          if (b >= c) continue;
          const upper = (at(high, a) ^ at(high, b) ^ at(high, c) ^ at(high, d)) >>> 0;
          const lower = (at(low, a) ^ at(low, b) ^ at(low, c) ^ at(low, d)) >>> lowBits;
          use(upper * 2 ** (32 - lowBits) + lower, one, two);
        }
      }
    }
  }

  function fourOf(one: number, two: number): Four {
    return [at(lesser, one), at(greater, one), at(lesser, two), at(greater, two)];
  }

  /** The fours are made twice rather than kept: what is kept of them are numbers, to be sorted. */
  return function twins(target: number): readonly (readonly [Four, Four])[] {
    let size = 0;
    eachFour(target, () => {
      size += 1;
    });
    const rests = new Float64Array(size);
    size = 0;
    eachFour(target, rest => {
      rests[size] = rest;
      size += 1;
    });
    rests.sort();
    const seen = new Map<number, Four | null>();
    for (let place = 1; place < size; place += 1) {
      if (rests[place] === rests[place - 1]) seen.set(rests[place] as number, null);
    }
    const found: [Four, Four][] = [];
    eachFour(target, (rest, one, two) => {
      if (!seen.has(rest)) return;
      const before = seen.get(rest);
      if (before) found.push([before, fourOf(one, two)]);
      seen.set(rest, fourOf(one, two));
    });
    return found;
  };
}

const twins = createSearch(BigInt(`0x${values.polynomial}`));
const lines = new Set<string>();
for (let target = 0; target < Number(values.targets); target += 1) {
  for (const [four, other] of twins(target)) {
    const terms = new Set([...four, ...other]);
    const highest = Math.max(...terms);
    const taps = [...terms].map(term => highest - term).toSorted((a, b) => a - b);
    taps.shift();
    // One with less terms is none: the same residues on both sides.
    if (terms.size === 8 && (taps[0] ?? 0) >= Number(values.nearest)) lines.add(taps.join(', '));
  }
}
for (const line of lines)
  process.stdout.write(`${line}
`);
