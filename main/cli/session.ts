import { createLog, type Log, silentLog } from '../base/log.ts';
import { createEngine, type Engine } from '../engine.ts';
import { textsIn } from '../text/texts.ts';
import { openLogFile } from './log-file.ts';
import type { OutputOptions, TransferOptions } from './options.ts';
import { followRates, rateNow } from './rate-clock.ts';
import { settingsOf } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** An engine for one command. `close` must be awaited, whatever happened. */
export interface Session {
  readonly engine: Engine;
  close(): Promise<void>;
}

export async function openSession(options: TransferOptions, here: Surroundings): Promise<Session> {
  const { clock } = here;
  const { rates, ...settings } = settingsOf(options, here.environment);
  const log = logFor(options, here);
  const engine = await createEngine({ ...settings, rateLimit: rateNow(rates, clock), log, clock });
  const following = followRates(rates, clock, engine.setRate);
  if (engine.setAside !== null) {
    const { say } = textsIn(here.environment.language);
    here.terminal.tell(say('note', { text: say('session.setAside', { path: engine.setAside }) }));
  }
  return {
    engine,
    close() {
      following.stop();
      return engine.close();
    },
  };
}

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
