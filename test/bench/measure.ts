import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeLargeFile, writeTree } from './files.ts';
import { type Cost, measureProcess } from './measure-process.ts';
import type { Peer } from './peers/peer.ts';
import {
  type buildSink,
  type Sink,
  type SinkProgram,
  type SinkStats,
  sinkAuthority,
  startSink,
} from './start-sink.ts';
import type { Workload } from './workloads.ts';

export interface Run extends Cost {
  readonly sink: Pick<SinkStats, 'requests' | 'refused' | 'connections' | 'cpuSeconds'>;
}

/** One program at one workload. */
export interface Figure {
  readonly workload: string;
  readonly peer: string;
  readonly version: string;
  readonly parallel: number | null;
  readonly runs: readonly Run[];
  /** Why there are no more runs; null when all went well. */
  readonly failure: string | null;
}

export interface MeasureSettings {
  readonly folder: string;
  readonly runs: number;
  readonly sinks: ReturnType<typeof buildSink>;
  /** A program that takes longer is given up. */
  readonly mostSeconds: number;
  note(text: string): void;
}

/** Every program that is installed and able to, in turns; throws where the sink cannot do what the workload needs. */
export async function measureWorkload(
  workload: Workload,
  peers: readonly Peer[],
  settings: MeasureSettings,
): Promise<readonly Figure[]> {
  const program = workload.isTls ? settings.sinks.tls : settings.sinks.plain;
  if (workload.line && !program.hasLine) throw new Error('the simulated line needs a C compiler');
  const contestants = peers
    .filter(peer => peer.version !== null && peer.works.includes(workload.work))
    .flatMap(peer =>
      (peer.isTold ? workload.parallel : [null]).map(parallel => ({
        ...{ peer, parallel, runs: [] as Run[] },
        failure: null as string | null,
      })),
    );
  const path = makeFiles(workload, settings.folder);
  for (let run = 0; run < settings.runs; run += 1) {
    for (const contestant of contestants) {
      if (contestant.failure !== null) continue;
      const { peer, parallel } = contestant;
      settings.note(`${workload.name}, run ${run + 1} of ${settings.runs}: ${peer.name} ${parallel ?? ''}`);
      try {
        contestant.runs.push(await measureOnce({ workload, peer, parallel, path, program, settings }));
      } catch (thrown) {
        contestant.failure = thrown instanceof Error ? thrown.message : String(thrown);
      }
    }
  }
  return contestants.map(({ peer, parallel, runs, failure }) => ({
    ...{ workload: workload.name, peer: peer.name, version: peer.version ?? '', parallel, runs, failure },
  }));
}

/** Workloads over the same files share them. */
function makeFiles({ work, files, bytesPerFile }: Workload, folder: string): string {
  const place = join(folder, `${files}-of-${bytesPerFile}`);
  const path = work === 'file' ? join(place, 'large.bin') : place;
  if (existsSync(path)) return path;
  mkdirSync(place, { recursive: true });
  if (work === 'file') writeLargeFile(path, bytesPerFile);
  else writeTree(path, files, bytesPerFile);
  return path;
}

interface Once {
  readonly workload: Workload;
  readonly peer: Peer;
  readonly parallel: number | null;
  readonly path: string;
  readonly program: SinkProgram;
  readonly settings: MeasureSettings;
}

async function measureOnce({ workload, peer, parallel, path, program, settings }: Once): Promise<Run> {
  const { work, line, isTls = false } = workload;
  const home = join(settings.folder, 'home');
  mkdirSync(home);
  const sink = await startSink(program, { checksum: peer.checksum, isTls, ...(line && { line }) });
  try {
    const caFile = isTls ? sinkAuthority : null;
    const command = peer.command({ work, path, url: sink.url, caFile, parallel, home });
    const uploads = peer.works.includes('tree');
    if (work === 'unchanged' && uploads) await measureProcess(command, settings.mostSeconds);
    const before = await sink.stats();
    const cost = await measureProcess(command, settings.mostSeconds);
    if (uploads) await requireAll(sink, workload);
    const after = await sink.stats();
    const since = (name: keyof SinkStats) => after[name] - before[name];
    return {
      ...cost,
      sink: {
        requests: since('requests'),
        refused: since('refused'),
        connections: since('connections'),
        cpuSeconds: since('cpuSeconds'),
      },
    };
  } finally {
    await sink.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A program that did less than the work has no figure. */
async function requireAll(sink: Sink, { files, bytesPerFile }: Workload): Promise<void> {
  const { objects, bytes } = await sink.stats();
  if (objects === files && bytes === files * bytesPerFile) return;
  throw new Error(
    `the bucket holds ${objects} objects of ${bytes} bytes, not ${files} of ${files * bytesPerFile}`,
  );
}
