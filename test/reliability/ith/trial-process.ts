import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StoreKind } from '../../../main/model/target.ts';
import type { Planned } from './plan.ts';
import type { Outcome } from './trial.ts';

const entry = fileURLToPath(new URL('trial-main.ts', import.meta.url));
/** The trial watches itself; this is for one that stands still as a whole. */
const answerMs = 180_000;
/** What each trial imports anew stays in memory; so many are far below any limit. */
const mostTrials = 150;

/** Tries one plan after the other in a process of its own, which a trial may not end; a new one follows it then. */
export function createTrialProcess(kind: StoreKind) {
  let child: ChildProcess | null = null;
  let trials = 0;

  function start(): ChildProcess {
    trials = 0;
    const execArgv = ['--import', new URL('lower-threshold.ts', import.meta.url).href];
    return fork(entry, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  async function end(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  return {
    async tryOut(planned: Planned | null): Promise<Outcome> {
      if (trials >= mostTrials) {
        await end();
        child = null;
      }
      child ??= start();
      trials += 1;
      const asked = child;
      const outcome = await new Promise<Outcome | string>(resolve => {
        const timer = setTimeout(() => resolve(`no answer within ${answerMs} ms`), answerMs);
        const done = (result: Outcome | string) => {
          clearTimeout(timer);
          asked.removeAllListeners();
          resolve(result);
        };
        asked.on('message', message => done(message as Outcome));
        asked.on('exit', (code, signal) => done(`the process ended with ${signal ?? code}`));
        asked.send({ kind, planned });
      });
      if (typeof outcome !== 'string' && !outcome.failures.some(text => text.includes('Stuck')))
        return outcome;
      // What hangs goes on in the background and would disturb the next one.
      await end();
      child = null;
      if (typeof outcome !== 'string') return outcome;
      return {
        calls: { database: 0, request: 0, file: 0 },
        hits: 1,
        codes: [],
        failures: [outcome],
        ms: answerMs,
      };
    },
    end,
  };
}
