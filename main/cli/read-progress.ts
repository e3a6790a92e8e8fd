import { stat } from 'node:fs/promises';
import type { ByteWindow } from '../model/source.ts';
import { createLedger } from '../progress/ledger.ts';
import { createTicker } from '../progress/ticker.ts';
import { textsIn } from '../text/texts.ts';
import type { OutputOptions } from './options.ts';
import { drawProgress } from './progress-bar.ts';
import type { Surroundings } from './surroundings.ts';

/** Shows how far the reading of files has come, where nothing is sent. */
export interface ReadProgress {
  /** Runs `work`, which tells of the bytes that it reads of this part of the file. */
  during<T>(
    path: string,
    window: ByteWindow,
    work: (onRead: (bytes: number) => void) => Promise<T>,
  ): Promise<T>;
  /** Takes the line away. */
  stop(): void;
}

export function createReadProgress(
  { json }: OutputOptions,
  { terminal, clock, environment: { language } }: Surroundings,
): ReadProgress {
  const reading = textsIn(language).say('progress.reading');
  const ledger = createLedger(() => []);
  const ticker = createTicker(ledger.snapshot, clock);
  ticker.listen(snapshot => {
    if (json) terminal.emit('progress', snapshot);
    else terminal.redraw(drawProgress(snapshot, terminal.columns(), language, reading));
  });
  return {
    async during(path, { offset, length }, work) {
      // A file that can't be looked at is for the work to complain about.
      const size = await stat(path).then(
        stats => stats.size,
        () => 0,
      );
      const total = length ?? Math.max(0, size - offset);
      ledger.open(path, total);
      ledger.resume(path, 0, 0, 1);
      ticker.start();
      let left = total;
      try {
        return await work(bytes => {
          // Reading again, to try another size of parts, is no progress.
          ledger.confirm(path, Math.min(left, bytes));
          left -= Math.min(left, bytes);
        });
      } finally {
        ticker.stop();
        ledger.leave(path);
      }
    },
    stop() {
      ticker.close();
      terminal.redraw('');
    },
  };
}
