import fc from 'fast-check';
import type { FuzzTarget } from './target.ts';

/** What one target came to. */
export interface FuzzOutcome {
  readonly target: string;
  readonly seed: number;
  readonly runs: number;
  /** Clear errors by code, and how often each was told. */
  readonly codes: Readonly<Record<string, number>>;
  /** Null when all was well; else what broke it, made as small as can be. */
  readonly failure: { readonly path: string; readonly sample: string; readonly error: string } | null;
}

const mostText = 2_000;

/** Gives a target so many samples. What nobody catches while it runs is a failure as well. */
export async function fuzz(
  target: FuzzTarget,
  runs: number,
  seed: number,
  path?: string,
): Promise<FuzzOutcome> {
  const codes: Record<string, number> = {};
  const endings: (() => void | Promise<void>)[] = [];
  const strays: unknown[] = [];
  const stray = (thrown: unknown) => void strays.push(thrown);
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  try {
    const property = await target.open(
      code => {
        codes[code] = (codes[code] ?? 0) + 1;
      },
      task => endings.push(task),
    );
    property.afterEach(() => {
      const [found] = strays.splice(0);
      if (found !== undefined) throw new Error('nobody caught it', { cause: found });
    });
    const wish = { numRuns: runs, seed, ...(path === undefined ? {} : { path }) };
    // A smaller sample is worth a few minutes, not an hour.
    const result = await fc.check(property, { ...wish, interruptAfterTimeLimit: 3 * 3_600_000 });
    const failure = result.failed
      ? {
          path: result.counterexamplePath ?? '',
          sample: fc.stringify(result.counterexample).slice(0, mostText),
          error: textOf(result.errorInstance).slice(0, mostText),
        }
      : null;
    return { target: target.name, seed, runs: result.numRuns, codes: sorted(codes), failure };
  } finally {
    for (const task of endings.toReversed()) await task();
    process.off('uncaughtException', stray);
    process.off('unhandledRejection', stray);
  }
}

function sorted(codes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${textOf(thrown.cause)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}
