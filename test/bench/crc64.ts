import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';
import { createCRC64 } from 'hash-wasm';
import { systemClock } from '../../main/base/clock.ts';
import { createDigest } from '../../main/model/digest.ts';
import { bufferBytes, createBufferPool } from '../../main/upload/buffer-pool.ts';
import { openFileSlice } from '../../main/upload/file-slice.ts';
import { createRateLimit, createRateLimitCells } from '../../main/upload/rate-limit.ts';
import { readSource } from '../../main/upload/source.ts';

/**
 * The CRC-64 of Alibaba OSS as the workers compute it, hash-wasm's tables alone, and zlib's CRC-32 for scale. They take turns in
 * one process, so that ratios hold on a loaded machine; each is the median of the ratios of one turn.
 */
const { values } = parseArgs({
  options: { turns: { type: 'string', default: '21' }, dir: { type: 'string', default: tmpdir() } },
});
const turns = Number(values.turns);
const kibibyte = 1024;
const fileBytes = 64 * kibibyte ** 2;
const leastBytesATurn = 8 * kibibyte ** 2;

type Ways = Readonly<Record<'ours' | 'hashWasm' | 'zlib', () => Promise<string>>>;

const tables = await createCRC64();

function waysOver(chunks: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Ways {
  return {
    async ours() {
      const digest = await createDigest('crc64');
      for await (const chunk of chunks()) digest.update(chunk);
      return digest.hex();
    },
    async hashWasm() {
      tables.init();
      for await (const chunk of chunks()) tables.update(chunk);
      return tables.digest('hex');
    },
    async zlib() {
      let value = 0;
      for await (const chunk of chunks()) value = crc32(chunk, value);
      return value.toString(16);
    },
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

async function gigabytesPerSecond(way: () => Promise<string>, size: number): Promise<number> {
  const times = Math.max(1, Math.floor(leastBytesATurn / size));
  const startMs = systemClock.monotonic();
  for (let time = 0; time < times; time += 1) await way();
  return (times * size) / (systemClock.monotonic() - startMs) / 1e6;
}

async function measure(name: string, size: number, ways: Ways): Promise<void> {
  if ((await ways.ours()) !== (await ways.hashWasm())) throw new Error(`${name}: the checksums differ`);
  const speeds: { ours: number; hashWasm: number; zlib: number }[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    speeds.push({
      ours: await gigabytesPerSecond(ways.ours, size),
      hashWasm: await gigabytesPerSecond(ways.hashWasm, size),
      zlib: await gigabytesPerSecond(ways.zlib, size),
    });
  }
  const speed = (way: keyof Ways) => median(speeds.map(each => each[way])).toFixed(2);
  const toTables = median(speeds.map(each => each.ours / each.hashWasm)).toFixed(1);
  const toZlib = median(speeds.map(each => each.ours / each.zlib)).toFixed(1);
  process.stdout.write(
    `| ${name} | ${speed('ours')} | ${speed('hashWasm')} | ${speed('zlib')} | ${toTables} | ${toZlib} |\n`,
  );
}

process.stdout.write(
  '| Message | ours, GB/s | hash-wasm, GB/s | zlib CRC-32, GB/s | ours : hash-wasm | ours : zlib |\n',
);
process.stdout.write('| --- | --- | --- | --- | --- | --- |\n');
const bytes = randomFillSync(Buffer.allocUnsafe(16 * kibibyte ** 2));
for (const size of [1, 4, 16, 64, 1024, 16 * 1024].map(kib => kib * kibibyte)) {
  await measure(
    `${size / kibibyte} KiB in memory`,
    size,
    waysOver(() => [bytes.subarray(0, size)]),
  );
}

const dir = mkdtempSync(join(values.dir, 'longshore-bench-'));
const path = join(dir, 'file.bin');
writeFileSync(path, randomFillSync(Buffer.allocUnsafe(fileBytes)));
const body = openFileSlice({
  slice: { source: await readSource(path), offset: 0, size: fileBytes },
  algorithm: 'crc32',
  buffers: createBufferPool(),
  rateLimit: createRateLimit(createRateLimitCells(null), systemClock),
  moved: { restart() {}, add() {} },
  signal: new AbortController().signal,
});
await measure(
  `a file of ${fileBytes / kibibyte ** 2} MiB, read by ${bufferBytes / kibibyte} KiB`,
  fileBytes,
  waysOver(body.read),
);
body.close();
rmSync(dir, { recursive: true });
