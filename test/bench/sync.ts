import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { createEngine } from '../../main/engine.ts';
import type { BucketAccess } from '../../main/model/access.ts';
import { usualSettings } from '../../main/model/folder.ts';
import type { FolderSync, SyncResult } from '../../main/sync/folder-sync.ts';
import { buildSink, type Sink, startSink } from './start-sink.ts';

/**
 * Syncs a folder of many small files to a sink in a process of its own, then runs over the unchanged folder, and prints rates, memory, and the delay of the main thread's event loop.
 * Client and sink share the machine: figures are worth comparing only within one run.
 */
const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    'per-directory': { type: 'string', default: '100' },
    size: { type: 'string', default: '1024' },
    dir: { type: 'string', default: tmpdir() },
  },
});
const files = Number(values.files);
const perDirectory = Number(values['per-directory']);
const size = Number(values.size);
const never = new AbortController().signal;
const folder = mkdtempSync(join(values.dir, 'longshore-bench-'));
const root = join(folder, 'root');

function writeTree(): void {
  const bytes = Buffer.alloc(size, 'x');
  for (let number = 0; number < files; number += 1) {
    const directory = join(root, `d${Math.floor(number / perDirectory)}`);
    if (number % perDirectory === 0) mkdirSync(directory, { recursive: true });
    bytes.writeUInt32LE(number, 0);
    writeFileSync(join(directory, `file-${number}`), bytes);
  }
}

function accessTo(url: string): BucketAccess {
  const address = {
    kind: 'oss',
    endpoint: url,
    bucket: 'bench',
    region: 'local',
    addressing: 'path',
  } as const;
  const keys = { accessKeyId: 'BENCH', accessKeySecret: 'bench-secret' };
  const credentials = { current: async () => keys, invalidate() {} };
  return { address, signing: 'v4', checksum: 'crc32', credentials };
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** The most memory that the process ever held; the system counts it. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function timed(name: string, sink: Sink, run: () => Promise<SyncResult>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const { requests: requestsBefore } = await sink.stats();
  const cpuBefore = cpuSeconds();
  delay.enable();
  const started = performance.now();
  const result = await run();
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  const requests = (await sink.stats()).requests - requestsBefore;
  const p99 = (delay.percentile(99) / 1e6).toFixed(1);
  const most = (delay.max / 1e6).toFixed(0);
  console.log(
    `| ${name} | ${seconds.toFixed(2)} | ${(files / seconds).toFixed(0)} | ${(cpuSeconds() - cpuBefore).toFixed(1)} | ${requests} | ${p99} / ${most} | ${megabytes(peakBytes())} |`,
  );
  if (!result.state.isUpToDate) throw new Error(`not up to date: ${JSON.stringify(result.state)}`);
}

async function open(url: string): Promise<{ folder: FolderSync; close(): Promise<void> }> {
  const network = {
    proxy: 'none',
    caFile: null,
    connectTimeoutMs: 5_000,
    progressTimeoutMs: 60_000,
    connections: 16,
  } as const;
  const engine = await createEngine({
    dataDir: join(folder, 'data'),
    network,
    log: silentLog,
    clock: systemClock,
    parallel: 16,
    rateLimit: null,
    attempts: 5,
    quietMs: 1_000,
  });
  const settings = { ...usualSettings, quietMs: 0 };
  const opened = await engine.openFolder(
    { root, access: accessTo(url), prefix: 'bench/', settings },
    () => {},
  );
  return {
    folder: opened,
    async close() {
      await opened.close();
      await engine.close();
    },
  };
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.versions.node}`,
);
console.log(`${files} files of ${size} bytes in directories of ${perDirectory}, in ${values.dir}\n`);
writeTree();
const sink = await startSink(buildSink(folder).plain);
try {
  console.log(
    '| Run | wall s | files/s | CPU s | requests | event loop p99 / max ms | peak MB |\n|---|---|---|---|---|---|---|',
  );
  const first = await open(sink.url);
  await timed('first: scan and upload', sink, () => first.folder.run(never));
  await first.close();
  const second = await open(sink.url);
  await timed('unchanged', sink, () => second.folder.run(never));
  await timed('unchanged, warm', sink, () => second.folder.run(never));
  await second.close();
  const bytes = readFileSync(join(folder, 'data', 'longshore.db')).length;
  console.log(`\nrecord: ${megabytes(bytes)} MB, ${(bytes / files).toFixed(0)} bytes a file`);
} finally {
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
}
