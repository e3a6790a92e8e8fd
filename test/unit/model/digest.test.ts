import { expect, test } from 'vitest';
import { combineCrc } from '../../../main/model/crc-combine.ts';
import { createDigest, digestOf } from '../../../main/model/digest.ts';

const text = (value: string) => new TextEncoder().encode(value);
const decimal = (hex: string) => BigInt(`0x${hex}`).toString();

test.each([
  ['', '0'],
  ['123456789', '11051210869376104954'],
  ['a', '3675645893302102789'],
  ['hello oss', '15021467531229347219'],
  ['hello ', '1796661072844795914'],
  ['oss', '14794686500134955722'],
])('crc64 of %j is the decimal that OSS prints', async (value, expected) => {
  expect(decimal(await digestOf('crc64', text(value)))).toBe(expected);
});

test('crc64 of a zero byte and of a MiB of zeros are the known values', async () => {
  expect(decimal(await digestOf('crc64', new Uint8Array(1)))).toBe('2282658103124508505');
  expect(decimal(await digestOf('crc64', new Uint8Array(1024 * 1024)))).toBe('6947770692288575170');
});

test.each([
  ['crc32', 'cbf43926'],
  ['crc32c', 'e3069283'],
  ['crc64', '995dc9bbdf1939fa'],
  ['crc64nvme', 'ae8b14860a799888'],
  ['md5', '25f9e794323b453885f5181f1b624d0b'],
  ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
] as const)('%s has its published check value, full width', async (algorithm, expected) => {
  const digest = await createDigest(algorithm);
  digest.update(text('1234'));
  digest.update(text('56789'));
  expect(digest.hex()).toBe(expected);
});

test('digests that run side by side, and one after the other, do not mix', async () => {
  const first = await createDigest('crc64');
  first.update(text('12345'));
  const second = await createDigest('crc64');
  second.update(text('hello oss'));
  first.update(text('6789'));
  expect(first.hex()).toBe('995dc9bbdf1939fa');
  const third = await createDigest('crc64');
  third.update(text('a'));
  expect(decimal(second.hex())).toBe('15021467531229347219');
  expect(decimal(third.hex())).toBe('3675645893302102789');
  expect(() => third.hex()).toThrow(expect.objectContaining({ code: 'bug' }));
});

const crcs = ['crc32', 'crc32c', 'crc64', 'crc64nvme'] as const;

test.each(crcs)('%s of a whole is combined from its pieces wherever it is cut', async algorithm => {
  const bytes = Uint8Array.from({ length: 1031 }, (_, index) => (index * 37 + 11) % 256);
  const whole = await digestOf(algorithm, bytes);
  for (const cut of [0, 1, 2, 255, 256, 512, 1030, 1031]) {
    const [head, tail] = [bytes.subarray(0, cut), bytes.subarray(cut)];
    const combined = combineCrc(
      algorithm,
      await digestOf(algorithm, head),
      await digestOf(algorithm, tail),
      tail.length,
    );
    expect(combined, `cut at ${cut}`).toBe(whole);
  }
});

test('combining over lengths beyond 32 bits is associative', async () => {
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(value => digestOf('crc64', text(value))));
  const [sizeB, sizeC] = [5 * 2 ** 40 + 7, 3 * 2 ** 33 + 1];
  const left = combineCrc('crc64', combineCrc('crc64', a ?? '', b ?? '', sizeB), c ?? '', sizeC);
  const right = combineCrc('crc64', a ?? '', combineCrc('crc64', b ?? '', c ?? '', sizeC), sizeB + sizeC);
  expect(left).toBe(right);
});
