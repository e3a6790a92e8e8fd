import fc from 'fast-check';
import { createCRC32, createCRC64, type IHasher } from 'hash-wasm';
import { afterEach, expect, test, vi } from 'vitest';
import { type CrcFold, createCrcFold, foldShapes } from '../../../main/model/crc-fold.ts';
import { strideBytes } from '../../../main/model/crc-fold-module.ts';
import { createDigest, digestOf } from '../../../main/model/digest.ts';
import { createRandom } from '../../support/random.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const crcs = ['crc32c', 'crc64', 'crc64nvme'] as const;
type FoldedCrc = (typeof crcs)[number];

const oracles: Readonly<Record<FoldedCrc, () => Promise<IHasher>>> = {
  crc32c: () => createCRC32(0x82f63b78),
  crc64: () => createCRC64(),
  crc64nvme: () => createCRC64('9a6c9329ac4bc9b5'),
};
const reflected = {
  crc32c: 0x82f63b78n,
  crc64: 0xc96c5795d7870f42n,
  crc64nvme: 0x9a6c9329ac4bc9b5n,
} as const;

async function oracleOf(algorithm: FoldedCrc, bytes: Uint8Array): Promise<string> {
  return (await oracles[algorithm]()).init().update(bytes).digest('hex');
}

function foldOf(algorithm: FoldedCrc): CrcFold {
  const fold = createCrcFold(algorithm);
  if (!fold) throw new Error('this system has WebAssembly with vectors');
  return fold;
}

/** Longer than two fillings of the memory. */
const bytes = createRandom(8).bytes(150_000);

test.each(crcs)('the terms of %s are a multiple of its polynomial', algorithm => {
  const { bytes: width, taps } = foldShapes[algorithm];
  const degree = Math.max(...taps);
  const terms = new Set([degree, ...taps.map(tap => degree - tap)]);
  let power = 1n << BigInt(8 * width - 1);
  let sum = 0n;
  for (let exponent = 0; exponent <= degree; exponent += 1) {
    if (terms.has(exponent)) sum ^= power;
    power = power & 1n ? (power >> 1n) ^ reflected[algorithm] : power >> 1n;
  }
  expect(sum).toBe(0n);
  expect(terms.size).toBe(taps.length + 1);
  expect(Math.min(...taps)).toBeGreaterThanOrEqual(strideBytes);
});

test.each(crcs)(
  '%s is that of hash-wasm for any bytes in any pieces, one message after the other',
  async algorithm => {
    const pieces = fc.array(fc.oneof(fc.nat(80), fc.nat(9_000), fc.nat(bytes.length)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), fc.nat(bytes.length), pieces, async (start, end, sizes) => {
        const message = bytes.subarray(start, end);
        const digest = await createDigest(algorithm);
        let done = 0;
        for (const size of sizes) {
          digest.update(message.subarray(done, done + size));
          done += size;
        }
        digest.update(message.subarray(done));
        expect(digest.hex()).toBe(await oracleOf(algorithm, message));
      }),
    );
  },
);

test.each(crcs)('%s is that of hash-wasm around every length where the way changes', async algorithm => {
  const width = Math.ceil(Math.max(...foldShapes[algorithm].taps) / strideBytes) * strideBytes;
  const room = 64 * 1024 - width;
  for (const length of [0, width, 2 * width, 3 * width, room, room + width, 2 * room]) {
    for (const more of [-65, -64, -63, -9, -8, -1, 0, 1, 3, 7, 8, 63, 64, 65]) {
      const message = bytes.subarray(0, Math.max(0, length + more));
      expect(await digestOf(algorithm, message), `${message.length} bytes`).toBe(
        await oracleOf(algorithm, message),
      );
    }
  }
});

test.each(crcs)('%s of what is left of a message is its own, and it is short', async algorithm => {
  const fold = foldOf(algorithm);
  for (let part = 0; part < 3; part += 1) fold.update(bytes);
  const rest = fold.finish();
  expect(rest.length).toBeLessThan(6_000);
  expect(await oracleOf(algorithm, rest)).toBe(
    await oracleOf(algorithm, Buffer.concat([bytes, bytes, bytes])),
  );
});

test('a short message is left as it is', () => {
  const fold = foldOf('crc64');
  fold.update(bytes.subarray(0, 4_000));
  expect(Buffer.from(fold.finish()).equals(bytes.subarray(0, 4_000))).toBe(true);
  expect(fold.finish()).toHaveLength(0);
});

const lacks = crcs.flatMap(algorithm => [[algorithm, 'Module'] as const, [algorithm, 'Instance'] as const]);

test.each(lacks)('%s is the same where no %s of WebAssembly can be had', async (algorithm, lacking) => {
  const { compile, instantiate, Module, Instance } = WebAssembly;
  const fails = () => {
    throw new RangeError('as on an old processor, or without memory');
  };
  // The calls by their names, as none of them can be listed.
  vi.stubGlobal('WebAssembly', { ...{ compile, instantiate, Module, Instance }, [lacking]: fails });
  vi.resetModules();
  const { createCrcFold: createHere } = await import('../../../main/model/crc-fold.ts');
  expect(createHere(algorithm)).toBeNull();
  const { digestOf: digestHere } = await import('../../../main/model/digest.ts');
  expect(await digestHere(algorithm, bytes)).toBe(await oracleOf(algorithm, bytes));
});
