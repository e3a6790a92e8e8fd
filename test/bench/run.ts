import { randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBucketServer } from '../../main/bucket/server.ts';
import { createDigest } from '../../main/model/digest.ts';
import { type Cost, measureProcess } from './measure-process.ts';

/**
 * Times `longshore put` as a whole process against the local bucket in this process, and the checksums alone. Client and
 * server share the machine, so the figures are a lower bound and worth comparing only within one run.
 */
const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '4096' },
    small: { type: 'string', default: '2000' },
    runs: { type: 'string', default: '3' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const mebibyte = 1024 ** 2;
const largeMiB = Number(values.size);
const smallCount = Number(values.small);
const runs = Number(values.runs);
const key = { accessKeyId: 'BENCH', accessKeySecret: 'bench-secret' };
const entry = join(import.meta.dirname, '..', '..', 'dist', 'main', 'cli.js');

const folder = mkdtempSync(join(values.dir, 'longshore-bench-'));
process.once('SIGINT', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(130);
});

function writeLargeFile(): string {
  const path = join(folder, 'large.bin');
  const block = Buffer.allocUnsafe(16 * mebibyte);
  randomFillSync(block);
  const handle = openSync(path, 'w');
  for (let done = 0; done < largeMiB; done += 16) {
    block.writeUInt32LE(done, 0);
    writeSync(handle, block, 0, Math.min(16, largeMiB - done) * mebibyte);
  }
  closeSync(handle);
  return path;
}

function writeSmallFiles(): readonly string[] {
  mkdirSync(join(folder, 'small'));
  const bytes = Buffer.allocUnsafe(4096);
  return Array.from({ length: smallCount }, (_, index) => {
    const path = join(folder, 'small', `file-${index}`);
    writeFileSync(path, randomFillSync(bytes));
    return path;
  });
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function print(name: string, rate: string, costs: readonly Cost[]): void {
  const of = (pick: (cost: Cost) => number | null) => median(costs.map(cost => pick(cost) ?? Number.NaN));
  const seconds = of(cost => cost.seconds).toFixed(2);
  const cpu = of(cost => cost.cpuSeconds).toFixed(1);
  const peak = (of(cost => cost.peakBytes) / 1e6).toFixed(0);
  console.log(`| ${name} | ${seconds} | ${rate} | ${cpu} | ${peak} |`);
}

async function benchUploads(): Promise<void> {
  const large = writeLargeFile();
  const small = writeSmallFiles();
  console.log('\n| Upload (median) | wall s | rate | CPU s | peak MB |\n|---|---|---|---|---|');
  for (const kind of ['oss', 's3'] as const) {
    for (const [name, files] of [
      [`${kind}: one file of ${largeMiB} MiB`, [large]],
      [`${kind}: ${smallCount} files of 4 KiB`, small],
    ] as const) {
      const costs: Cost[] = [];
      for (let run = 0; run < runs; run += 1) {
        const dir = join(folder, 'bucket');
        const server = await createBucketServer({ dir, credentials: [key], buckets: ['bench'] });
        const env = {
          OSS_ACCESS_KEY_ID: key.accessKeyId,
          OSS_ACCESS_KEY_SECRET: key.accessKeySecret,
          AWS_ACCESS_KEY_ID: key.accessKeyId,
          AWS_SECRET_ACCESS_KEY: key.accessKeySecret,
          LONGSHORE_DATA: join(folder, `data-${kind}-${run}`),
        };
        const args = [entry, 'put', ...files, `${kind}://bench/`, '--endpoint', server.url];
        costs.push(await measureProcess(args, env));
        await server.close();
        rmSync(dir, { recursive: true, force: true });
      }
      const seconds = median(costs.map(cost => cost.seconds));
      const rate =
        files.length === 1
          ? `${((largeMiB * mebibyte) / 1e6 / seconds).toFixed(0)} MB/s`
          : `${(smallCount / seconds).toFixed(0)} files/s`;
      print(name, rate, costs);
    }
  }
}

async function benchChecksums(): Promise<void> {
  const block = Buffer.alloc(mebibyte, 7);
  console.log('\n| Checksum | GB/s |\n|---|---|');
  for (const algorithm of ['crc64', 'crc64nvme', 'crc32', 'crc32c', 'md5', 'sha256'] as const) {
    const digest = await createDigest(algorithm);
    for (let warmUp = 0; warmUp < 32; warmUp += 1) digest.update(block);
    const started = performance.now();
    for (let turn = 0; turn < 256; turn += 1) digest.update(block);
    const seconds = (performance.now() - started) / 1000;
    console.log(`| ${algorithm} | ${((256 * mebibyte) / 1e9 / seconds).toFixed(2)} |`);
  }
}

const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.versions.node}`,
);
console.log(`${runs} runs each; local bucket on the same machine, files in ${values.dir}`);
try {
  await benchUploads();
  await benchChecksums();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
