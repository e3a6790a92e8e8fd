import type { AccountContext } from '../account/account-context.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from '../engine.ts';
import type { Changes } from './changes.ts';

/** What every part of the desk works with. */
export interface DeskTools {
  /** The engine at work; another one after the settings made it necessary to renew it, so nobody keeps it. */
  readonly engine: () => Engine;
  readonly accounts: AccountContext;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly log: Log;
}

/** A part of the desk that works with the engine. */
export interface DeskPart {
  /** Takes up its work with the engine of this moment; called once for each engine. */
  start(): Promise<void>;
  /** Lets go of the engine: everything under way pauses, and the record says so. Resolves when it has. */
  stop(): Promise<void>;
}
