import { createHash } from 'node:crypto';
import { cpus, freemem, release, totalmem } from 'node:os';
import type { StoreHealth } from '../store/store-health.ts';
import type { Desk } from './desk.ts';
import { standingOf } from './kept-folders/standing.ts';
import { knownCode } from './log-memory.ts';

/** What goes into the bundle, besides what is computed here. */
export interface DiagnosticsFacts {
  readonly version: string;
  readonly face: string;
  /** Of the log, masked; the newest last. */
  readonly logLines: readonly LogLine[];
}

/** Of a line of the log what may leave the computer: never its texts' facts. */
export interface LogLine {
  readonly time: string;
  readonly level: string;
  readonly event: string;
  readonly code: string | null;
}

/**
 * A report for those who help, made of an allow-list: numbers, versions, codes and states. No name of a file, folder, bucket, key, account or host is
 * in it; folders are told apart by a hash that changes with every bundle.
 */
export async function collectDiagnostics(
  desk: Desk,
  { version, face, logLines }: DiagnosticsFacts,
): Promise<unknown> {
  const salt = `${desk.clock.now()} ${desk.dataDir}`;
  const settings = desk.settings();
  const engine = desk.engine();
  const isAllPaused = engine.hand.isAllPaused();
  return {
    about:
      'Made for whoever helps you; it was sent nowhere. Left out on purpose: names and paths of files and folders, buckets, keys, accounts, hosts and proxies; every secret; the texts of errors and the facts of the log, of which codes alone are here. Folders are told apart by ids that are others in every report.',
    writtenAt: new Date(desk.clock.now()).toISOString(),
    program: { version, face, node: process.versions.node, platform: process.platform, arch: process.arch },
    system: { release: release(), cores: cpus().length, memoryBytes: totalmem(), freeBytes: freemem() },
    process: { upSeconds: Math.round(process.uptime()), ...process.memoryUsage() },
    settings: {
      parallel: settings.parallel,
      partSize: settings.partSize,
      hasRateLimit: settings.rateLimit !== null,
      proxy: settings.proxy === 'environment' || settings.proxy === 'none' ? settings.proxy : 'address',
      hasCaFile: settings.caFile !== null,
      language: settings.language,
      appearance: settings.appearance,
      notifications: { ...settings.notifications },
      browsingRoots: settings.pickerRoots.length,
      hasDataDirectory: settings.dataDir !== null,
      hasTrial: settings.trial !== null,
      isTrialRunning: desk.trial.current() !== null,
    },
    problems: desk.problems().map(({ code, facts }) => ({ code, problem: facts['problem'] ?? null })),
    accounts: await countsOf(desk),
    network: { clockOffsetsMs: engine.clockOffsetsMs() },
    record: { wasSetAside: engine.setAside !== null, isAllPaused, ...onlyKnown(engine.health()) },
    transfers: engine.list.tally(),
    folders: desk.folders.all().map(each => {
      const { state, live } = each;
      const { folder, lastScan, upToDateAtMs, verifiedAtMs } = state.record;
      return {
        id: createHash('sha256').update(`${salt} ${folder.id}`).digest('hex').slice(0, 12),
        store: folder.address.kind,
        mode: folder.settings.mode,
        standing: standingOf(state, live, isAllPaused, desk.clock.now()),
        errorCode: knownCode(live.error?.code),
        files: lastScan?.files ?? null,
        bytes: lastScan?.bytes ?? null,
        provenFiles: state.provenFiles,
        waiting: state.waiting,
        problems: state.problems,
        lastScanEndedAtMs: lastScan?.endedAtMs ?? null,
        upToDateAtMs,
        verifiedAtMs,
        watching: live.coverage && {
          mode: live.coverage.mode,
          found: live.coverage.directoriesFound,
          watched: live.coverage.directoriesWatched,
          overflows: live.coverage.overflows,
        },
      };
    }),
    tasks: desk.tasks
      .views()
      .map(({ kind, isOver, error }) => ({ kind, isOver, errorCode: knownCode(error?.code) })),
    log: logLines,
  };
}

/** Null for what can't be read. */
async function countsOf({ book }: Desk) {
  const [accounts, targets] = await Promise.all([
    book.accounts().catch(() => null),
    book.targets().catch(() => null),
  ]);
  return { saved: accounts?.length ?? null, targets: targets?.length ?? null };
}

/** A record that was damaged may hold anything where codes are. */
function onlyKnown({ errorCodes, problemCodes, ...health }: StoreHealth) {
  const known = (codes: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(codes).filter(([code]) => knownCode(code) !== null));
  return { ...health, errorCodes: known(errorCodes), problemCodes: known(problemCodes) };
}
