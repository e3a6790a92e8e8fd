import { createLog, type Log, silentLog } from '../base/log.ts';
import { textsIn } from '../text/texts.ts';
import { openLogFile } from './log-file.ts';
import type { OutputOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';

/** Silent unless asked for; a file gets `info` and above when no level was named. Throws `usage` for a file that can't be written. */
export function logFor(options: OutputOptions, { terminal, clock, environment }: Surroundings): Log {
  const { logFile, logLevel } = options;
  if (logFile === undefined && logLevel === undefined) return silentLog;
  const { say } = textsIn(environment.language);
  const tellLost = (path: string, reason: string) =>
    terminal.tell(say('note', { text: say('log.lost', { path, reason }) }));
  const write =
    logFile === undefined ? (line: string) => terminal.tell(line.trimEnd()) : openLogFile(logFile, tellLost);
  return createLog(logLevel ?? 'info', write, clock.now);
}
