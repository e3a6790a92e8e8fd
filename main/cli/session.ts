import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createLog, type Log, silentLog } from '../base/log.ts';
import { createEngine, type Engine } from '../engine.ts';
import type { OutputOptions, TransferOptions } from './options.ts';
import { settingsOf } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { textsIn } from './text/texts.ts';

/** An engine for one command. `close` must be awaited, whatever happened. */
export interface Session {
  readonly engine: Engine;
  close(): Promise<void>;
}

export async function openSession(options: TransferOptions, here: Surroundings): Promise<Session> {
  const engine = await createEngine({
    ...settingsOf(options, here.environment),
    log: logFor(options, here),
    clock: here.clock,
  });
  if (engine.setAside !== null) {
    const { say } = textsIn(here.environment.language);
    here.terminal.tell(say('note', { text: say('session.setAside', { path: engine.setAside }) }));
  }
  return { engine, close: () => engine.close() };
}

/** Silent unless asked for; a file gets `info` and above when no level was named. */
export function logFor(options: OutputOptions, { terminal, clock }: Surroundings): Log {
  const { logFile, logLevel } = options;
  if (logFile === undefined && logLevel === undefined) return silentLog;
  if (logFile === undefined)
    return createLog(logLevel ?? 'info', line => terminal.tell(line.trimEnd()), clock.now);
  const path = resolve(logFile);
  mkdirSync(dirname(path), { recursive: true });
  return createLog(logLevel ?? 'info', line => appendFileSync(path, line, { mode: 0o600 }), clock.now);
}
