import { resolve } from 'node:path';
import envPaths from 'env-paths';
import { readAccountEnvironment } from '../account/environment.ts';
import { configuredDataDir } from '../config/data-dir.ts';
import type { Timetable } from '../plan/timetable.ts';
import { mostParallel } from '../queue/places.ts';
import type { NetworkSetup } from '../remote/store-setup.ts';
import type { Environment } from './environment.ts';
import type { ConnectionOptions, OutputOptions, TransferOptions } from './options.ts';

const usualRetries = 8;
const connectTimeoutMs = 15_000;
const progressTimeoutMs = 60_000;
const quietMs = 3_000;
const noLimit: Timetable = { spans: [], otherwise: null };

/** Numbers and places that a run works with, after options, environment and usual values were put together. */
export interface Settings {
  readonly dataDir: string;
  readonly network: NetworkSetup;
  /** Null for as many requests at once as the line is worth. */
  readonly parallel: number | null;
  /** Bytes per second over all transfers. */
  readonly rates: Timetable;
  readonly attempts: number;
  readonly quietMs: number;
}

export function settingsOf(options: TransferOptions, environment: Environment): Settings {
  const parallel = options.parallel ?? null;
  return {
    dataDir: dataDirOf(options, environment),
    network: networkOf(options, parallel ?? mostParallel),
    parallel,
    rates: options.limitRate ?? noLimit,
    attempts: (options.retries ?? usualRetries) + 1,
    quietMs,
  };
}

/** The option, else LONGSHORE_DATA, else what `config.toml` says, else the platform's place for application data. */
export function dataDirOf(options: OutputOptions, environment: Environment): string {
  const said =
    options.dataDir ?? environment.dataDir ?? configuredDataDir(readAccountEnvironment().configFile);
  return resolve(said ?? envPaths('longshore', { suffix: '' }).data);
}

function networkOf(options: ConnectionOptions, connections: number): NetworkSetup {
  const { proxy, caFile } = options;
  return {
    proxy: proxy === undefined ? 'environment' : proxy === 'none' ? 'none' : { url: proxy },
    caFile: caFile ?? null,
    connectTimeoutMs,
    progressTimeoutMs,
    connections,
  };
}
