import type { Clock } from '../base/clock.ts';
import type { Environment } from './environment.ts';
import type { ExitCode } from './exit-code.ts';
import type { InputStream } from './prompt.ts';
import type { Terminal } from './terminal.ts';

/** What a command is given to live in. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly input: InputStream;
  /** Fires when the user asks to stop. */
  readonly signal: AbortSignal;
  /** The command is over; the process ends with this code once nothing is left to do. */
  endWith(code: ExitCode): void;
}
