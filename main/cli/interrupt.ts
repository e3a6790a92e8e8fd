import { exitCodes } from './exit-code.ts';

/** The part of `process` that is used. */
export interface SignalSource {
  on(name: NodeJS.Signals, listener: () => void): unknown;
  off(name: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): never;
}

/** Ctrl-C, a polite kill, and a terminal that was closed; Windows knows Ctrl-Break and no SIGTERM. */
const names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  dispose(): void;
}

/**
 * The first signal asks to stop: `signal` fires, and what runs writes down where it stands. The second ends the process
 * at once, which loses only what was in flight.
 */
export function createInterrupt(source: SignalSource, onFirst: () => void): Interrupt {
  const stop = new AbortController();
  const listener = () => {
    if (stop.signal.aborted) source.exit(exitCodes.paused);
    stop.abort();
    onFirst();
  };
  const known = names.filter(name => name !== 'SIGBREAK' || process.platform === 'win32');
  for (const name of known) source.on(name, listener);
  return {
    signal: stop.signal,
    dispose() {
      for (const name of known) source.off(name, listener);
    },
  };
}
