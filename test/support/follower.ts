import { createInterface } from 'node:readline';
import type { CommandEnd, RunningCommand } from './command.ts';

/** The real program while it follows a file, through as many lives as it takes. */
export interface Follower {
  /** Resolves when the condition holds, which is looked at after each event; rejects when the program ends before. */
  until(isMet: () => boolean): Promise<void>;
  /** Ends it by kill -9 and starts it again. */
  kill(): Promise<void>;
  stop(): Promise<CommandEnd>;
}

/** `onEvent` gets every line of `--json`, of all lives. */
export function openFollower(
  start: () => RunningCommand,
  onEvent: (event: Record<string, unknown>) => void,
): Follower {
  let running = start();
  let wake = () => {};

  function listen(): void {
    createInterface({ input: running.process.stdout ?? process.stdin }).on('line', line => {
      onEvent(JSON.parse(line) as Record<string, unknown>);
      wake();
    });
  }

  listen();
  return {
    async until(isMet) {
      const failed = running.ended.then(end => {
        throw new Error(`the program ended with ${end.code}: ${end.stdout.slice(-2000)}${end.stderr}`);
      });
      failed.catch(() => {});
      while (!isMet()) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await Promise.race([promise, failed]);
      }
    },
    async kill() {
      running.process.kill('SIGKILL');
      await running.ended;
      running = start();
      listen();
    },
    async stop() {
      running.process.kill('SIGINT');
      return running.ended;
    },
  };
}
