import { type Command, Option } from 'commander';
import type { LogLevel } from '../base/log.ts';
import { parseCount } from '../model/size.ts';
import { parseTimetable, type Timetable } from '../plan/timetable.ts';
import { parseCaFile, parseProxy } from './network-values.ts';

/** What every command takes. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly dataDir?: string;
  readonly logLevel?: LogLevel;
  readonly logFile?: string;
}

/** What every command with a TARGET takes. */
export interface ConnectionOptions extends OutputOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly pathStyle?: boolean;
  readonly sign?: 'v4' | 'v1';
  readonly checksum?: 'crc32' | 'crc32c' | 'crc64nvme';
  readonly proxy?: string;
  readonly caFile?: string;
  readonly retries?: number;
}

/** What commands take that send or fetch much. */
export interface TransferOptions extends ConnectionOptions {
  readonly parallel?: number;
  readonly limitRate?: Timetable;
}

export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Output and records:')
    .option('--json', 'one JSON object a line on standard output (see: longshore help events)')
    .option(
      '--data-dir <dir>',
      'where the record of transfers is kept (or LONGSHORE_DATA, or data-dir in config.toml)',
    )
    .addOption(
      new Option('--log-level <level>', 'write a log, to standard error unless --log-file is given').choices([
        'debug',
        'info',
        'warn',
        'error',
      ]),
    )
    .option('--log-file <file>', 'append the log to this file');
}

export function addConnectionOptions(command: Command): Command {
  command
    .optionsGroup('Connection:')
    .option('--endpoint <url>', 'address of the store, without the bucket')
    .option('--region <id>', 'region of the bucket; taken from the endpoint when it names one')
    .option('--path-style', 'put the bucket into the path instead of the host name')
    .addOption(
      new Option('--sign <version>', 'OSS: signature version; v1 for old private deployments').choices([
        'v4',
        'v1',
      ]),
    )
    .addOption(
      new Option('--checksum <name>', 'S3: checksum that proves the whole object').choices([
        'crc32',
        'crc32c',
        'crc64nvme',
      ]),
    )
    .option(
      '--proxy <url>',
      'proxy to use, or none; else HTTP_PROXY, HTTPS_PROXY and NO_PROXY count',
      parseProxy,
    )
    .option('--ca-file <file>', 'PEM file of certificates to trust besides the usual ones', parseCaFile)
    .option('--retries <n>', 'repeats of one request after passing trouble (8)', text =>
      parseCount(text, 0, 1000),
    );
  return addOutputOptions(command);
}

export function addTransferOptions(command: Command): Command {
  command
    .optionsGroup('Speed:')
    .option(
      '--parallel <n>',
      'requests with a body at once, over all files (up to 64, as many as the line is worth)',
      text => parseCount(text, 1, 256),
    )
    .option(
      '--limit-rate <rate>',
      'bytes per second over everything, such as 10M, or by the time of the day: 08:00-18:00=2M,off',
      parseTimetable,
    );
  return addConnectionOptions(command);
}
