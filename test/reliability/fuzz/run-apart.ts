import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAtFile } from './at-file.ts';
import type { FuzzOutcome } from './fuzz.ts';

export interface ApartWish {
  readonly target: string;
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
  readonly mostMs: number;
  /** Where the process writes the sample that it is at. */
  readonly atFile: string;
}

export interface Patience {
  /** A process that is at one sample for longer is ended. */
  readonly silentMs: number;
  readonly everyMs: number;
}

/** Far longer than a sample may take by the process's own clock, and time enough for what is set up before the first one. */
const usualPatience: Patience = { silentMs: 90_000, everyMs: 1_000 };

/** Has a process of its own give rubbish to a target: one that dies, or hangs, is told with the sample that it was at. */
export async function runApart(
  main: URL,
  wish: Omit<ApartWish, 'atFile'>,
  patience = usualPatience,
): Promise<FuzzOutcome> {
  const dir = mkdtempSync(join(tmpdir(), 'longshore-fuzz-'));
  const atFile = join(dir, 'at');
  const child = fork(main);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<FuzzOutcome>(resolve => {
      const end = (error: string) => resolve(cutShort(wish, atFile, error));
      let seen = 0;
      let seenMs = performance.now();
      timer = setInterval(() => {
        const number = readAtFile(atFile)?.number ?? 0;
        const nowMs = performance.now();
        if (number !== seen) [seen, seenMs] = [number, nowMs];
        if (nowMs - seenMs <= patience.silentMs) return;
        child.kill('SIGKILL');
        end(`nothing came of it for ${Math.round(patience.silentMs / 1_000)} s`);
      }, patience.everyMs);
      child.on('message', message => resolve(message as FuzzOutcome));
      child.on('exit', (code, signal) => end(`the process ended with ${signal ?? code}`));
      child.send({ ...wish, atFile } satisfies ApartWish);
    });
  } finally {
    clearInterval(timer);
    rmSync(dir, { recursive: true, force: true });
  }
}

function cutShort(wish: Omit<ApartWish, 'atFile'>, atFile: string, error: string): FuzzOutcome {
  const at = readAtFile(atFile);
  const isFirstOf = wish.path === undefined && at !== null && at.number <= wish.runs;
  return {
    ...{ target: wish.target, seed: wish.seed, runs: at?.number ?? 0, taken: 0, slowestMs: 0, codes: {} },
    failure: {
      // The path of a sample that was not made smaller is its number, from 0 on.
      path: isFirstOf ? String(at.number - 1) : (wish.path ?? ''),
      sample: at?.text ?? '',
      error: at === null ? `${error}, before its first sample` : error,
    },
  };
}
