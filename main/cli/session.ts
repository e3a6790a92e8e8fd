import { createEngine, type Engine } from '../engine.ts';
import { textsIn } from '../text/texts.ts';
import { logFor } from './command-log.ts';
import type { TransferOptions } from './options.ts';
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
