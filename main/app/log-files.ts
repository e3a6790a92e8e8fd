import { join } from 'node:path';
import electronLog from 'electron-log/node.js';
import type { Clock } from '../base/clock.ts';
import { createLog, type Log } from '../base/log.ts';

const mostBytes = 5 * 1024 * 1024;

/**
 * Lines go to `main.log`, which makes way for a new one when it is full; one older file stays. Secrets are masked before a line is
 * written, by the log that all of Longshore uses.
 */
export function openLogFiles(dir: string, clock: Pick<Clock, 'now'>): Log {
  const files = electronLog.create({ logId: 'longshore' });
  files.transports.console.level = false;
  files.transports.file.setAppName('Longshore');
  files.transports.file.resolvePathFn = () => join(dir, 'main.log');
  files.transports.file.maxSize = mostBytes;
  files.transports.file.format = '{text}';
  files.transports.file.level = 'silly';
  files.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  return createLog('info', line => files.info(line.trimEnd()), clock.now);
}
