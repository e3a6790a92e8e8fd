import { dirname } from 'node:path';
import type { Command } from 'commander';
import { textsIn } from '../text/texts.ts';
import { fetchRuntime, findRuntime, run } from './electron-runtime.ts';
import { exitCodes } from './exit-code.ts';
import { ownPageDir } from './own-package.ts';
import { serve } from './serve.ts';
import type { Surroundings } from './surroundings.ts';

/** The desktop app, started from the command line; where it can't be had or shown, the page opens in the browser. */
export function addApp(program: Command, here: Surroundings): void {
  program
    .command('app')
    .summary('open the desktop app, or the page in the browser where that can not be had')
    .action(async () => {
      const { say } = textsIn(here.environment.language);
      const note = (key: 'app.noScreen' | 'app.noRuntime' | 'app.fetching' | 'app.failed') =>
        here.terminal.tell(say('note', { text: say(key) }));
      if (here.environment.hasScreen) {
        const runtime = findRuntime() ?? (await fetchWithNote());
        if (runtime !== null) {
          const code = await run(runtime, [dirname(dirname(ownPageDir()))], 'inherit', here.signal);
          if (code === 0 || here.signal.aborted) return here.endWith(exitCodes.done);
          note('app.failed');
        } else note('app.noRuntime');
      } else note('app.noScreen');
      await serve({ open: true }, here);
      here.endWith(exitCodes.done);

      function fetchWithNote(): Promise<string | null> {
        note('app.fetching');
        return fetchRuntime(here.signal);
      }
    });
}
